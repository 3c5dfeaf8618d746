import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { calibrationSchema } from "../../src/core/calibration-schema.js";
import { curveIn, expectTruth, readCurve, truth } from "./calibrations.js";
import { joulemark, scratch, start } from "./cli.js";

const SIMULATED = `simulated:${Object.entries(truth)
  .map(([key, value]) => `regulator.${key}=${value}`)
  .join()},noiseSdW=0.05,waveform.type=stairs,waveform.dwellS=1,waveform.levelsW=[1,40,5,80,10,20,60,2]`;
const RAILS = ["--pre", "simulated/pre", "--post", "simulated/post"];

describe("calibrate regulator live", () => {
  test("finds the truth of a simulated regulator, and the same again from the recording it kept", async () => {
    const folder = scratch();
    const flags = ["--duration", "9", "--dwell", "0.8", "--recordings", "runs"];
    const live = await joulemark(["calibrate", "regulator", "-p", SIMULATED, ...RAILS, ...flags], { cwd: folder });
    expect(live.status).toBe(0);
    const written = curveIn(join(folder, "simulated-post.yaml"));
    expectTruth(written);
    const curve = readCurve(readFileSync(join(folder, "simulated-post.yaml"), "utf8"));
    const means = (curve.fit?.residuals ?? []).map(([amperes = Number.NaN]) => amperes);
    const [low = Number.NaN, high = Number.NaN] = curve.range?.currentA ?? [];
    expect([low >= 0, low < Math.min(...means), high > Math.max(...means)]).toEqual([true, true, true]);
    expect(high).toBeLessThan(1.02 * Math.max(...means));
    expect(live.stdout.replace(/\s+/g, " ")).toContain("with the outermost steps' own scatter (3 sd)");
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
    const { status, stdout } = await joulemark(["calibrate", "sensor", ...flags, "--json", "fit.json"], {
      cwd: folder,
      input,
    });
    expect(status).toBe(0);
    const json = JSON.parse(readFileSync(join(folder, "fit.json"), "utf8"));
    expect(calibrationSchema.safeParse(json).error).toBeUndefined();
    expect(stdout).toContain("typed readings:4");
    const curve = readCurve(readFileSync(join(folder, "sensor.yaml"), "utf8"));
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
    const curve = readCurve(readFileSync(join(folder, "simulated-meter.yaml"), "utf8"));
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
