import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { curveSchema } from "../../src/core/curve-schema.js";
import { joulemark, scratch, start } from "./cli.js";

/** Truth of the simulated regulator. */
const truth = { aW: 0.6, bV: 0.045, cOhm: 0.0009 };
const SIMULATED = `simulated:${Object.entries(truth)
  .map(([key, value]) => `regulator.${key}=${value}`)
  .join()},noiseSdW=0.05,waveform.type=stairs,waveform.dwellS=1,waveform.levelsW=[1,40,5,80,10,20,60,2]`;
const RAILS = ["--pre", "simulated/pre", "--post", "simulated/post"];

/** Points of that regulator without noise, as a table. */
function table(folder: string, lines: readonly string[] = []): string {
  const rows = [1, 2, 5, 10, 20, 40, 60, 80].map((amperes) => {
    const input = amperes + truth.aW + truth.bV * amperes + truth.cOhm * amperes ** 2;
    return `1.0,${amperes},${input * (1 + 1e-4 * Math.sin(amperes))}`;
  });
  const file = join(folder, "sweep.csv");
  writeFileSync(file, `Vout,Iout,Pin\n${[...rows, ...lines].join("\n")}\n`);
  return file;
}

const fromTable = (folder: string, ...more: readonly string[]) =>
  joulemark(["calibrate", "regulator", "--table", "sweep.csv", "--map", "vout=Vout,iout=Iout,pin=Pin", ...more], {
    cwd: folder,
  });

interface Written {
  readonly model: { readonly aW: number; readonly bV: number; readonly cOhm: number; readonly covariance: number[][] };
}

function curveIn(file: string): Written {
  const curve = curveSchema.parse(parse(readFileSync(file, "utf8")));
  if (curve.kind !== "regulator" || curve.model.form !== "loss") throw new Error(`${file} holds another curve`);
  return { model: curve.model };
}

/** Each coefficient within four standard uncertainties of the truth. */
function expectTruth({ model }: Written): void {
  for (const [i, key] of (["aW", "bV", "cOhm"] as const).entries())
    expect(Math.abs(model[key] - truth[key])).toBeLessThan(4 * Math.sqrt(model.covariance[i]?.[i] ?? 0) + 1e-9);
}

describe("calibrate regulator from a table", () => {
  test("writes a curve that loads, a picture and a page, and says how to use it", async () => {
    const folder = scratch();
    table(folder);
    const { status, stdout, stderr } = await fromTable(folder, "--u-pin", "0.01%", "--plot", "sweep.svg");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    for (const words of ["8 points", "quadratic", "efficiency", "joulemark report --calibration sweep.yaml"])
      expect(stdout).toContain(words);
    expectTruth(curveIn(join(folder, "sweep.yaml")));
    expect(readFileSync(join(folder, "sweep.svg"), "utf8")).toMatch(/^<svg .*<\/svg>$/s);
    expect(readdirSync(folder).sort()).toEqual(["sweep.csv", "sweep.svg", "sweep.yaml"]);
    const page = await fromTable(folder, "--id", "b", "--plot", "b.html", "-q");
    expect(page).toMatchObject({ status: 0, stdout: "", stderr: "" });
    expect(readFileSync(join(folder, "b.html"), "utf8")).toMatch(/^<!doctype html>/);
  });

  test("gives all of it as JSON, and the curve itself, into a pipe", async () => {
    const folder = scratch();
    table(folder, ["1.0,nan,3", "1.0,5"]);
    const { status, stdout } = await fromTable(folder, "--json", "-");
    expect(status).toBe(0);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ schema: "joulemark/calibration/v1", verdict: "good", curve: { kind: "regulator" } });
    expect(json.leftOut.map(({ where }: { where: string }) => where)).toEqual(["sweep.csv:10", "sweep.csv:11"]);
    expect(json.points).toHaveLength(8);
    expect(json.efficiency.peak.currentA).toBeCloseTo(Math.sqrt(truth.aW / truth.cOhm), -1);
    const piped = await fromTable(folder, "--out", "-");
    expect(piped.status).toBe(0);
    expect(curveSchema.parse(parse(piped.stdout)).id).toBe("sweep");
  });

  test("keeps a file that exists, unless told otherwise", async () => {
    const folder = scratch();
    table(folder);
    writeFileSync(join(folder, "sweep.yaml"), "mine");
    const refused = await fromTable(folder);
    expect(refused.status).toBe(120);
    expect(refused.stderr).toContain("exists already");
    expect(readFileSync(join(folder, "sweep.yaml"), "utf8")).toBe("mine");
    expect((await fromTable(folder, "--force")).status).toBe(0);
    curveIn(join(folder, "sweep.yaml"));
  });

  test.each([
    [["--map", "vout=Vout,iout=Iuot,pin=Pin"], 120, /Iuot.*did you mean.*Iout/s],
    [["--u-pin", "5V"], 120, /--u-pin "5V" is no standard uncertainty/],
    [["--from", "regulator-ouput"], 120, /did you mean "regulator-output"/],
    [["--from", "wall"], 120, /regulator-input does not lie before wall/],
    [["--plot", "a.png"], 120, /neither .svg nor .html/],
    [["--date", "2026-02-31"], 120, /is no day/],
    [["--id", "a b"], 120, /is no id/],
    [["--out", "nowhere/a.yaml"], 123, /its folder does not exist/],
    [["--model", "cubic"], 120, /Allowed choices/],
    [["--pre", "a:b/c"], 120, /two sources of points/],
    [["--json", "-", "--out", "-"], 120, /both go to standard output/],
  ])("refuses %j before it writes anything", async (flags, status, message) => {
    const folder = scratch();
    table(folder);
    const ended = await fromTable(folder, ...flags);
    expect(ended.stderr).toMatch(message);
    expect(ended.status).toBe(status);
    expect(readdirSync(folder)).toEqual(["sweep.csv"]);
  });

  test.each([
    ["too-few-points", "1,1,2\n"],
    ["too-few-steps", "1,1,2\n1,1,2.001\n1,1.001,2\n1,1,2.002\n"],
    ["no-relation", "1,1,9\n1,2,8\n1,3,8.5\n1,4,8.1\n1,5,7.9\n1,6,8\n"],
    ["range-too-narrow", "1,10,11\n1,10.2,11.2\n1,10.4,11.4\n1,10.6,11.7\n1,10.8,11.9\n"],
    ["efficiency-above-1", "1,1,0.5\n1,2,1.1\n1,3,1.6\n1,4,2.2\n1,5,2.7\n1,6,3.3\n"],
  ])("calls nonsense no calibration: %s", async (reason, rows) => {
    const folder = scratch();
    writeFileSync(join(folder, "sweep.csv"), `Vout,Iout,Pin\n${rows}`);
    const { status, stdout, stderr } = await fromTable(folder, "--json", "-", "--plot", "a.svg");
    expect(status).toBe(122);
    expect(stderr).toContain(`(${reason})`);
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ verdict: "refused", curve: null, files: {} });
    expect(json.findings[0]).toMatchObject({ code: reason, severity: "invalid" });
    expect(readdirSync(folder)).toEqual(["sweep.csv"]);
  });
});

const DATA = resolve("../shared/data");
const present = existsSync(join(DATA, "regulator-efficiency")) && existsSync(join(DATA, "wall-meter-vs-gpu"));
if (!present) console.warn("calibrate: skipped: no recorded data");

describe.skipIf(!present)("recorded sweeps", () => {
  test.each([
    ["SC_Regulation_90V_80_250k_20Ohm_diode80_deadtime", 19, 0.96535, 19.753, "vout is nan"],
    ["SC_Regulation_130V_55_500k_20Ohm_diode80_deadtime", 17, 0.94306, 21.762, "iout is inf"],
    ["3level_period1000_dead16", 13, 0.99125, 123.48, undefined],
  ])("%s: the peak of its README within the fit's uncertainty", async (name, points, peak, peakW, excluded) => {
    const file = join(DATA, "regulator-efficiency", `${name}.dat`);
    const flags = ["--table", file, "--map", "vout=Vout,iout=Iout,pin=Pin,vin=Vin", "--id", "a", "--json", "-"];
    const { stdout } = await joulemark(["calibrate", "regulator", ...flags], { cwd: scratch() });
    const json = JSON.parse(stdout);
    expect(json.points).toHaveLength(points);
    const efficiency = ({ currentA, voltageV, inputW }: Record<string, number>) => {
      return { eta: ((currentA ?? 0) * (voltageV ?? 0)) / (inputW ?? 1), outputW: (currentA ?? 0) * (voltageV ?? 0) };
    };
    const best = json.points.map(efficiency).sort((a: { eta: number }, b: { eta: number }) => b.eta - a.eta)[0];
    expect(best.eta).toBeCloseTo(peak, 4);
    expect(best.outputW).toBeCloseTo(peakW, 1);
    const { eta } = json.efficiency.peak;
    expect(Math.abs(eta.value - peak)).toBeLessThan(eta.U95);
    expect(json.leftOut.map(({ where, message }: Record<string, string>) => `${where} ${message}`)).toEqual(
      excluded === undefined ? [] : [`${name}.dat:2 ${excluded}`],
    );
  });

  test("a wall meter against a GPU's own power: slope and offset of its README", async () => {
    const map = "sensor=power_draw_watts_mean,reference=power_meter_active_power_w_mean";
    const file = join(DATA, "wall-meter-vs-gpu/L40.csv");
    const flags = ["--table", file, "--map", map, "--id", "a", "--json", "-"];
    const { stdout } = await joulemark(["calibrate", "sensor", ...flags], { cwd: scratch() });
    const { fit, curve } = JSON.parse(stdout);
    expect(fit.points).toHaveLength(505);
    expect(curve.gain).toBeCloseTo(1.0814411687, 9);
    expect(-curve.gain * curve.offset).toBeCloseTo(101.27002068, 6);
    expect(fit.r2).toBeCloseTo(0.988587966, 9);
    expect(fit.rms).toBeCloseTo(5.7763, 4);
  });
});

describe("calibrate regulator live", () => {
  test("finds the truth of a simulated regulator, and the same again from the recording it kept", async () => {
    const folder = scratch();
    const flags = ["--duration", "9", "--dwell", "0.8", "--recordings", "runs"];
    const live = await joulemark(["calibrate", "regulator", "-p", SIMULATED, ...RAILS, ...flags], { cwd: folder });
    expect(live.status).toBe(0);
    const written = curveIn(join(folder, "simulated-post.yaml"));
    expectTruth(written);
    const [run = ""] = readdirSync(join(folder, "runs"));
    const rails = ["--pre", `${run}:simulated/pre`, "--post", run, "--id", "again"];
    const again = await joulemark(["calibrate", "regulator", ...rails, "--recordings", "runs", "--dwell", "0.8"], {
      cwd: folder,
    });
    expect(again.status).toBe(0);
    expect(curveIn(join(folder, "again.yaml"))).toEqual(written);
  });

  test("drives the load itself, each step marked, the first one again at the end", async () => {
    const folder = scratch();
    const regulator = SIMULATED.slice(0, SIMULATED.indexOf(",waveform"));
    const probe = `${regulator},seed=2,waveform.type=dial,waveform.file=${join(folder, "watts")}`;
    const load = `sh -c 'echo $(( {threads} * {duty} )) > watts; exec sleep 98765'`;
    const ladder = ["--load", load, "--steps", "1x2,1x10,1x25,1x45,1x60,1x80", "--dwell", "1", "--seed", "3"];
    const { status, stdout, stderr } = await joulemark(
      ["calibrate", "regulator", "-p", probe, ...RAILS, ...ladder, "--recordings", "runs", "--json", "-"],
      { cwd: folder },
    );
    expect(status).toBe(0);
    expect(stderr.match(/^step \d\/7: 1 thread at \d+ %$/gm)).toHaveLength(7);
    const json = JSON.parse(stdout);
    expect(json.points).toHaveLength(7);
    expect(json.findings.map(({ code }: { code: string }) => code)).not.toContain("drift");
    expectTruth(curveIn(join(folder, "simulated-post.yaml")));
    expect(sleepers()).toEqual([]);
  }, 90_000);

  test("drives a ladder of loads, and Ctrl-C in it leaves the recording, no curve and no process", async () => {
    const folder = scratch();
    const steps = "1x3,1x10,1x20,1x60,1x80,1x100";
    const load = ["--load", "sh -c 'sleep 98765 & wait # {duty}'", "--steps", steps, "--dwell", "60"];
    const args = ["calibrate", "regulator", "-p", SIMULATED, ...RAILS, ...load, "--recordings", "runs"];
    const { child, ended } = start(args, { cwd: folder });
    const running = new Promise<void>((done) => {
      child.stderr?.on("data", (text: string) => text.includes("step 1/7") && setTimeout(done, 700));
    });
    await running;
    child.kill("SIGINT");
    const { status, stderr } = await ended;
    expect(status).toBe(130);
    expect(stderr).toContain("interrupted; no curve is made");
    expect(readdirSync(folder)).toEqual(["runs"]);
    const [run = ""] = readdirSync(join(folder, "runs"));
    const report = await joulemark(["report", run, "--out", join(folder, "runs"), "--json", "-"]);
    expect(JSON.parse(report.stdout).windows[0].rails[0].samples).toBeGreaterThan(20);
    expect(sleepers()).toEqual([]);
  });

  test("says what is wrong with a load or a rail before or as soon as it is known, and leaves nothing running", async () => {
    const folder = scratch();
    const run = (...flags: readonly string[]) =>
      joulemark(["calibrate", "regulator", "-p", SIMULATED, "--recordings", "runs", "--dwell", "1", ...flags], {
        cwd: folder,
      });
    const typo = await run("--pre", "simulated/pre", "--post", "simulated/pots", "--load", "cpu");
    expect(typo).toMatchObject({ status: 120, stderr: expect.stringContaining('did you mean "simulated/post"') });
    const missing = await run(...RAILS, "--load", "no-such-load {duty}");
    expect(missing).toMatchObject({ status: 127, stderr: expect.stringContaining("does not exist") });
    const short = await run(...RAILS, "--load", "sh -c 'exit {step}'");
    expect(short).toMatchObject({ status: 120, stderr: expect.stringContaining("ended by itself") });
    expect(readdirSync(folder)).toEqual(["runs"]);
  });
});

/** Processes of the load of the test above that still run. */
function sleepers(): readonly string[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("sleep\u000098765");
      } catch {
        return false;
      }
    });
}

describe("calibrate sensor", () => {
  test("from readings through a pipe", async () => {
    const folder = scratch();
    const input = "0.98 1.000\n4.93 5.000\n9.87 10.000\nnonsense\n";
    const flags = ["--readings", "--u-reference", "0.1%", "--point", "wall", "--temperature", "23"];
    const { status, stdout } = await joulemark(["calibrate", "sensor", ...flags], { cwd: folder, input });
    expect(status).toBe(0);
    expect(stdout).toContain("typed readings:4");
    const curve = curveSchema.parse(parse(readFileSync(join(folder, "sensor.yaml"), "utf8")));
    expect(curve).toMatchObject({ kind: "gain-offset", from: "wall", of: "power", conditions: { temperatureC: 23 } });
  });

  test("from two rails of one recording at one point; rails at different points are refused", async () => {
    const folder = scratch();
    const rails = 'rails=[{"id":"meter","scale":1.02},{"id":"reference"}]';
    const waveform = "waveform.type=stairs,waveform.dwellS=1,waveform.levelsW=[1,40,5,80,10,20]";
    const probe = `simulated:${rails},${waveform},noiseSdW=0.01`;
    const flags = ["--sensor", "simulated/meter", "--reference", "simulated/reference", "--dwell", "0.8"];
    const { status, stderr } = await joulemark(
      ["calibrate", "sensor", "-p", probe, ...flags, "--duration", "6", "--recordings", "runs"],
      { cwd: folder },
    );
    expect(stderr).not.toContain("->");
    expect(status).toBe(0);
    const curve = curveSchema.parse(parse(readFileSync(join(folder, "simulated-meter.yaml"), "utf8")));
    expect(curve.kind === "gain-offset" && curve.gain).toBeCloseTo(1 / 1.02, 3);
    const mixed = await joulemark(
      ["calibrate", "sensor", "-p", SIMULATED, "--sensor", "simulated/post", "--reference", "simulated/pre"].concat(
        "--duration",
        "1",
        "--recordings",
        "mixed",
      ),
      { cwd: folder },
    );
    expect(mixed).toMatchObject({ status: 122, stderr: expect.stringContaining("no error of the sensor") });
  });
});
