import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { comparisonSchema } from "../../src/core/comparison-schema.js";
import type { Result } from "../../src/core/result.js";
import { resultSchema } from "../../src/core/result-schema.js";
import { joulemark, measured, recordingsIn, scratch } from "./cli.js";

const OUTPUT = "simulated:point=regulator-output,waveform.type=constant,waveform.powerW=10";
const SLEEP = ["sleep", "0.4"];
const PAPER = "whitepaper-2015";

/** A bench curve of one volt, measured from 8 to 12 A: P_in = P + .6 + .045 I + 9e-4 I^2. */
const bench = (folder: string, more: readonly string[] = []): string => {
  const file = join(folder, "bench.yaml");
  writeFileSync(
    file,
    [
      "schema: joulemark/curve/v1",
      "kind: regulator",
      "id: bench",
      "from: regulator-output",
      "to: regulator-input",
      "quality: bench-curve",
      "source: made up for this test",
      "measured: { date: 2026-01-02, instruments: [{ measures: output, id: a meter }] }",
      "conditions: { voutV: 1 }",
      "range: { currentA: [8, 12] }",
      "model:",
      "  form: loss",
      "  aW: 0.6",
      "  bV: 0.045",
      "  cOhm: 0.0009",
      "  covariance: [[1.0e-4, 0, 0], [0, 0, 0], [0, 0, 0]]",
      ...more,
      "",
    ].join("\n"),
  );
  return file;
};

const railOf = (result: Result, index = 0) => {
  const found = result.windows[0]?.rails[index];
  if (found === undefined) throw new Error("no rail");
  return found;
};
const codesOf = ({ quality }: Result) => quality.findings.map(({ code }) => code);

async function reported(args: readonly string[]): Promise<Result> {
  const { status, stdout, stderr } = await joulemark(["report", ...args, "--json", "-"]);
  if (status !== 0) throw new Error(`report ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as Result;
}

/** Every byte of a folder. */
const hashOf = (folder: string): string =>
  readdirSync(folder)
    .sort()
    .reduce((hash, name) => hash.update(name).update(readFileSync(join(folder, name))), createHash("sha256"))
    .digest("hex");

describe("a run with the whitepaper's assumption", () => {
  const out = join(scratch(), "out");
  let run: Awaited<ReturnType<typeof measured>>;
  let folder = "";
  let before = "";
  beforeAll(async () => {
    run = await measured(["--probe", OUTPUT, "--out", out, "--calibration", PAPER], SLEEP);
    folder = recordingsIn(out)[0] ?? "";
    before = hashOf(folder);
  });

  test("gives P/0.8 with its half-width, says by which curve, and that nobody measured it", () => {
    expect(run.status).toBe(0);
    expect(resultSchema.parse(run.result)).toEqual(run.result);
    const { meanPowerW, point, correction } = railOf(run.result);
    expect(meanPowerW?.value).toBeCloseTo(12.5, 9);
    expect((meanPowerW?.u ?? 0) / 12.5).toBeGreaterThan(0.086);
    expect((meanPowerW?.u ?? 0) / 12.5).toBeLessThan(0.092);
    expect(point).toBe("regulator-input");
    expect(correction).toEqual({ curve: PAPER, from: "regulator-output", to: "regulator-input", quality: "assumed" });
    expect(codesOf(run.result)).toContain("assumed-curve");
    const text = run.stderr.replaceAll(/\s+/g, " ");
    expect(text).toContain(`corrected from regulator-output to regulator-input by ${PAPER} (assumed)`);
  });

  test("is reported the same way later, raw with none, with another curve in its place", async () => {
    expect(await reported([folder])).toEqual(run.result);
    const raw = await reported([folder, "--calibration", "none"]);
    expect(railOf(raw)).toMatchObject({ point: "regulator-output", correction: { curve: null } });
    expect(railOf(raw).meanPowerW?.value).toBeCloseTo(10, 9);
    expect(codesOf(raw)).not.toContain("assumed-curve");
    const other = await reported([folder, "--calibration", bench(scratch())]);
    expect(railOf(other).meanPowerW?.value).toBeCloseTo(10 + 0.6 + 0.45 + 0.09, 9);
    expect(railOf(other).correction).toMatchObject({ curve: "bench", quality: "bench-curve" });
  });

  test("is compared with others: what they share cancels", async () => {
    const args = ["compare", folder, "--json", "-", "--calibration", "none", "--calibration", PAPER];
    const { status, stdout } = await joulemark([...args, "--calibration", bench(scratch())]);
    expect(status).toBe(0);
    const { sides, subjects } = comparisonSchema.parse(JSON.parse(stdout));
    expect(sides.map(({ curves }) => curves.map(({ curve }) => curve))).toEqual([[], [PAPER], ["bench"]]);
    const [energy] = subjects[0]?.numbers ?? [];
    expect(subjects[0]?.points).toEqual(["regulator-output", "regulator-input", "regulator-input"]);
    expect(energy?.ratios[0]).toBeNull();
    expect(energy?.ratios[1]?.value).toBeCloseTo(1.25, 9);
    expect(energy?.ratios[2]?.value).toBeCloseTo(1.114, 6);
    // the window's edges are the same on both sides: what is left is the curve's own .01 W
    expect(energy?.ratios[2]?.u).toBeCloseTo(0.001, 4);
  });

  test("is compared under two calibrations of one rail: one name does not make their errors one", async () => {
    const [one, other] = [bench(scratch()), bench(scratch())];
    writeFileSync(other, readFileSync(other, "utf8").replace("aW: 0.6", "aW: 0.7"));
    const said = [one, other].flatMap((file) => ["--calibration", file]);
    const { stdout } = await joulemark(["compare", folder, "--json", "-", ...said]);
    const { sides, subjects } = comparisonSchema.parse(JSON.parse(stdout));
    expect(sides.map(({ curves }) => curves.map(({ curve }) => curve))).toEqual([["bench"], ["bench#2"]]);
    const ratio = subjects[0]?.numbers[0]?.ratios[1];
    expect((ratio?.u ?? 0) / (ratio?.value ?? 1)).toBeCloseTo((Math.SQRT2 * 0.01) / 11.2, 4);
  });

  test("is held against itself as a table: no difference, and no uncertainty of it", async () => {
    const { stdout } = await joulemark(["compare", folder, "--calibration", PAPER]);
    expect(stdout).toContain("as recorded");
    expect(stdout).toContain("of some numbers by Monte Carlo");
    expect(stdout).toMatch(/energy .* 1 ± 0|energy .* 1\.0+ ± 0/);
  });

  test("keeps its raw data whatever it is reported as", () => expect(hashOf(folder)).toBe(before));
});

describe("curves", () => {
  test("are kept whole: the file may go", async () => {
    const folder = scratch();
    const [file, out] = [bench(folder), join(folder, "out")];
    const { result } = await measured(["--probe", OUTPUT, "--out", out, "--calibration", file], SLEEP);
    rmSync(file);
    expect(await reported(recordingsIn(out))).toEqual(result);
  });

  test("come from joulemark.yaml too, and the command line goes before it", async () => {
    const cwd = scratch();
    writeFileSync(join(cwd, "joulemark.yaml"), `calibration: [simulated/power=${PAPER}]\n`);
    const configured = await measured(["--probe", OUTPUT], SLEEP, { cwd });
    expect(railOf(configured.result).correction.curve).toBe(PAPER);
    const raw = await measured(["--probe", OUTPUT, "--calibration", "none"], SLEEP, { cwd });
    expect(railOf(raw.result).correction.curve).toBeNull();
  });

  test("outside of their range give no number, and why; 10 % beyond does when it is allowed", async () => {
    const folder = scratch();
    const at = (powerW: number) => OUTPUT.replace("=10", `=${powerW}`);
    const far = await measured(["--probe", at(20), "--calibration", bench(folder), "--allow-extrapolation"], SLEEP);
    expect(railOf(far.result)).toMatchObject({ energyJ: null, meanPowerW: null, flags: ["outside-curve"] });
    expect(far.result.quality.verdict).toBe("invalid");
    expect(far.stderr).toContain("reached 20 A; the curve bench holds from 8 to 12 A");
    const near = await measured(["--probe", at(13), "--calibration", bench(folder)], SLEEP);
    expect(railOf(near.result).energyJ).toBeNull();
    expect(near.stderr).toContain("--allow-extrapolation");
    // so long that neither its samples nor its edges are too few or too vague, however busy the computer is
    const close = ["--probe", `${at(13)},periodMs=10`, "--calibration", bench(folder), "--allow-extrapolation"];
    const allowed = await measured(close, ["sleep", "3"]);
    expect(railOf(allowed.result).flags).toEqual(["extrapolated"]);
    expect(railOf(allowed.result).meanPowerW?.u).toBeCloseTo(0.03, 4);
  });

  test("lead down as well: --point", async () => {
    const input = OUTPUT.replace("output", "input");
    const { result } = await measured(["--probe", input, "--calibration", PAPER, "--point", "regulator-output"], SLEEP);
    expect(railOf(result)).toMatchObject({ point: "regulator-output", correction: { from: "regulator-input" } });
    expect(railOf(result).meanPowerW?.value).toBeCloseTo(8, 9);
  });

  test("bring rails of several points to one", async () => {
    const rails = 'rails=[{"id":"a","point":"regulator-output"},{"id":"b","point":"regulator-input"}]';
    const probe = `simulated:waveform.type=constant,waveform.powerW=10,${rails}`;
    const { result } = await measured(["--probe", probe, "--calibration", PAPER, "--point", "regulator-input"], SLEEP);
    expect([0, 1].map((index) => railOf(result, index).point)).toEqual(["regulator-input", "regulator-input"]);
    expect(railOf(result, 0).meanPowerW?.value).toBeCloseTo(12.5, 9);
    expect(railOf(result, 1).meanPowerW?.value).toBeCloseTo(10, 9);
  });

  test("of a part of a total only are refused before the command runs, naming the missing curve", async () => {
    const parts = 'rails=[{"id":"a"},{"id":"b"}],totals=[{"name":"both","parts":["a","b"]}]';
    const mark = join(scratch(), "ran");
    const args = ["--probe", `${OUTPUT},${parts}`, "--calibration", `simulated/a=${PAPER}`];
    const { status, stderr } = await joulemark(["run", ...args, "--", "touch", mark]);
    expect(status).toBe(122);
    expect(stderr).toContain("Add a calibration curve for b from regulator-output to regulator-input");
    expect(existsSync(mark)).toBe(false);
  });

  test("correct what is imported just as well", async () => {
    const folder = scratch();
    const table = join(folder, "meter.csv");
    writeFileSync(table, `t,w\n${Array.from({ length: 100 }, (_, k) => `${k / 10},10`).join("\n")}\n`);
    const format =
      "csv:time=t,timeUnit=s,rails.box.point=regulator-output,rails.box.power=w,rails.box.accuracyPercent=1";
    const args = ["import", format, table, "--out", join(folder, "out"), "--calibration", PAPER, "--json", "-"];
    const { status, stdout } = await joulemark(args);
    expect(status).toBe(0);
    expect(railOf(JSON.parse(stdout) as Result).meanPowerW?.value).toBeCloseTo(12.5, 6);
  });
});

describe("a calibration that cannot be is refused before the command runs:", () => {
  test.each([
    ["an unknown curve", ["--calibration", "whitepaper-2105"], 120, 'did you mean "whitepaper-2015"'],
    ["an unknown rail", ["--calibration", "simulated/pwer=whitepaper-2015"], 120, 'did you mean "simulated/power"'],
    ["no curve's name", ["--calibration", "simulated/power="], 120, "names no curve"],
    ["none beside another", ["--calibration", "none", "--calibration", PAPER], 120, "--calibration none"],
    ["a point that is none", ["--point", "battery"], 120, "Allowed choices are wall"],
    ["a point no curve leads to", ["--point", "wall"], 122, "--calibration simulated/power=CURVE"],
    ["an estimate's point", ["--point", "estimate"], 120, "Allowed choices are wall"],
  ])("%s", async (_name, args, status, text) => {
    const mark = join(scratch(), "ran");
    const ended = await joulemark(["run", "--probe", OUTPUT, ...args, "--", "touch", mark]);
    expect(ended.status).toBe(status);
    expect(ended.stderr).toContain(text);
    expect(existsSync(mark)).toBe(false);
  });

  test("a broken curve, by its place", async () => {
    const file = bench(scratch(), ["  aV: 3"]);
    const { status, stderr } = await joulemark(["run", "--probe", OUTPUT, "--calibration", file, "--", "true"]);
    expect(status).toBe(120);
    expect(stderr).toMatch(/bench\.yaml:17:3: unknown key "aV"/);
  });

  test("an estimate through a curve", async () => {
    const args = ["run", "--probe", "cpu-model", "--calibration", `cpu-model/cpu=${PAPER}`, "--", "true"];
    const { status, stderr } = await joulemark(args);
    expect(status).toBe(122);
    expect(stderr).toContain("estimate");
  });

  test("nothing to compare with", async () => {
    const { status, stderr } = await joulemark(["compare"]);
    expect(status).toBe(120);
    expect(stderr).toContain("Name a calibration");
  });
});
