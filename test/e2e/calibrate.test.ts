import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { describe, expect, test } from "vitest";
import { calibrationSchema } from "../../src/core/calibration-schema.js";
import { curveIn, expectTruth, readCurve, truth } from "./calibrations.js";
import { joulemark, scratch } from "./cli.js";

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
    expect(calibrationSchema.safeParse(json).error).toBeUndefined();
    expect(json).toMatchObject({ schema: "joulemark/calibration/v1", verdict: "good", curve: { kind: "regulator" } });
    expect(json.leftOut.map(({ where }: { where: string }) => where)).toEqual(["sweep.csv:10", "sweep.csv:11"]);
    expect(json.points).toHaveLength(8);
    expect(json.efficiency.peak.currentA).toBeCloseTo(Math.sqrt(truth.aW / truth.cOhm), -1);
    const piped = await fromTable(folder, "--out", "-");
    expect(piped.status).toBe(0);
    expect(readCurve(piped.stdout).id).toBe("sweep");
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

  test("says that points at several input voltages would not be told apart where nothing names them", async () => {
    const folder = scratch();
    table(folder);
    const codesOf = async (...flags: readonly string[]) => {
      const { stdout } = await fromTable(folder, "--out", "a.yaml", "--force", "--json", "-", ...flags);
      return JSON.parse(stdout).findings.map(({ code }: { code: string }) => code);
    };
    expect(await codesOf()).toContain("input-voltage-unknown");
    expect(await codesOf("--vin", "12")).not.toContain("input-voltage-unknown");
  });

  test("takes the gain of the input's meter for one error of all rows, which they do not average", async () => {
    const folder = scratch();
    table(folder);
    const peakOf = async (...flags: readonly string[]) => {
      const { stdout } = await fromTable(
        folder,
        "--u-pin",
        "0.1%",
        "--out",
        "a.yaml",
        "--force",
        "--json",
        "-",
        ...flags,
      );
      return JSON.parse(stdout).efficiency.peak.eta;
    };
    const [without, shared] = [await peakOf(), await peakOf("--u-pin-gain", "0.5%")];
    expect(Math.sqrt(shared.u ** 2 - without.u ** 2)).toBeCloseTo(0.005 * without.value, 4);
    expect(await peakOf("--u-iout-gain", "0.5%")).toEqual(without);
    const structural = await peakOf("--u-iout-gain", "0.5%", "--structural");
    expect(structural.u).toBeGreaterThan(0.004);
  });

  test("writes into a pipe that has a name, and leaves it one", async () => {
    const folder = scratch();
    table(folder);
    const pipe = join(folder, "results");
    execFileSync("mkfifo", [pipe]);
    // a plain file in its place would leave this reader waiting
    const read = readFile(pipe, "utf8");
    expect((await fromTable(folder, "--json", "results", "-q")).status).toBe(0);
    expect(statSync(pipe).isFIFO()).toBe(true);
    expect(JSON.parse(await read)).toMatchObject({ curve: { kind: "regulator" } });
  });

  test.each([
    [["--map", "vout=Vout,iout=Iuot,pin=Pin"], 120, /Iuot.*did you mean.*Iout/s],
    [["--u-pin-gain", "5mW"], 120, /--u-pin-gain "5mW" is no share/],
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
    [["--json", "sweep.csv"], 120, /would be written over/],
    [["--out", "./sweep.csv", "--force"], 120, /would be written over/],
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
    // a row is named as a reader finds it: by its line in the file
    if (reason === "efficiency-above-1") expect(stderr).toContain("in sweep.csv:2, 1 W come out");
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
