import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { resultSchema } from "../../src/core/result-schema.js";
import { joulemark, recordingsIn, scratch } from "./cli.js";

type Library = typeof import("../../src/index.js");
const library = (): Promise<Library> => import(pathToFileURL(resolve("dist/index.js")).href);

const WATTS = 20;
const probes = [{ name: "simulated", settings: { waveform: { type: "constant", powerW: WATTS }, periodMs: 5 } }];
const fresh = () => ({ probes, out: join(scratch(), "out") });

describe("measure", () => {
  test("gives the energy of what the work took, by the schema, and keeps the recording", async () => {
    const { measure, openRecording, summarize } = await library();
    const options = { ...fresh(), name: "nap", work: { count: 50, unit: "img" } };
    const result = await measure(() => sleep(400), options);
    expect(resultSchema.safeParse(result).error).toBeUndefined();
    const [window] = result.windows;
    const [rail] = window?.rails ?? [];
    expect(window?.durationS).toBeGreaterThan(0.39);
    expect(window?.durationS).toBeLessThan(2);
    expect(rail?.meanPowerW?.value).toBeCloseTo(WATTS, 9);
    expect(rail?.energyJ?.value).toBeCloseTo(WATTS * (window?.durationS ?? 0), 6);
    expect(window?.work?.efficiency[0]?.value).toBeCloseTo(50 / (WATTS * (window?.durationS ?? 0)), 6);
    expect(result.run.name).toBe("nap");
    expect(result.quality.verdict).toBe("good");
    const [folder = ""] = recordingsIn(options.out);
    expect(result.run.recording).toBe(folder);
    expect(await summarize(openRecording(folder))).toEqual(result);
  });

  test("corrects by curves named as on the command line, and report says the same of the recording", async () => {
    const { measure, openRecording, summarize } = await library();
    const settings = { ...probes[0]?.settings, rails: [{ id: "power", point: "regulator-output" }] };
    const options = { ...fresh(), probes: [{ name: "simulated", settings }], calibration: ["whitepaper-2015"] };
    const result = await measure(() => sleep(300), options);
    const [rail] = result.windows[0]?.rails ?? [];
    expect(rail?.correction.curve).toContain("whitepaper-2015");
    expect(rail?.meanPowerW?.value).toBeCloseTo(WATTS / 0.8, 9);
    const [folder = ""] = recordingsIn(options.out);
    expect(await summarize(openRecording(folder))).toEqual(result);
    const { stdout } = await joulemark(["report", folder, "--json", "-"]);
    expect(JSON.parse(stdout)).toEqual(JSON.parse(JSON.stringify(result)));
    const unknown = await measure(() => undefined, { ...fresh(), calibration: ["whitepaper-2051"] }).catch((e) => e);
    expect(unknown.code).toBe("UNKNOWN_NAME");
  });

  test("reads files on the sampling thread that lies beside it in the package", async () => {
    const { measure } = await library();
    const root = scratch();
    const chip = join(root, "sys/class/hwmon/hwmon0");
    mkdirSync(chip, { recursive: true });
    writeFileSync(join(chip, "name"), "somechip\n");
    writeFileSync(join(chip, "power1_input"), "12500000\n");
    const result = await measure(() => sleep(500), { out: join(scratch(), "out"), root, rate: 50 });
    expect(result.windows[0]?.rails[0]?.meanPowerW?.value).toBeCloseTo(12.5, 9);
    expect(Object.keys(result.self?.granted ?? {})).toEqual(["hwmon"]);
  });

  test.each([
    ["at once", 0],
    ["after a while", 200],
  ])("throws on what the work throws %s, and the recording is closed", async (_when, afterMs) => {
    const { measure, openRecording } = await library();
    const options = fresh();
    const own = new Error("the work's own");
    const failing = measure(async () => {
      if (afterMs > 0) await sleep(afterMs);
      throw own;
    }, options);
    await expect(failing).rejects.toBe(own);
    const { ending, executions } = openRecording(recordingsIn(options.out)[0] ?? "");
    expect(ending).toBeDefined();
    expect(executions).toHaveLength(1);
  });

  test("refuses a probe there is not and a folder it may not write, before any work is done", async () => {
    const { measure, MeasurementError } = await library();
    let worked = 0;
    const work = () => worked++;
    const file = join(scratch(), "file");
    writeFileSync(file, "");
    const unknown = await measure(work, { ...fresh(), probes: [{ name: "simulate" }] }).catch((error) => error);
    const unwritable = await measure(work, { probes, out: file }).catch((error) => error);
    expect([unknown.code, unwritable.code]).toEqual(["UNKNOWN_NAME", "DISK"]);
    expect([unknown, unwritable].every((error) => error instanceof MeasurementError)).toBe(true);
    expect(unknown.remedy).toContain("simulated");
    expect(worked).toBe(0);
  });
});

describe("startMeasurement", () => {
  test("begin and end make windows inside the whole; stop again gives the same result", async () => {
    const { startMeasurement } = await library();
    const measurement = await startMeasurement(fresh());
    measurement.begin("outer");
    await sleep(100);
    measurement.begin("inner");
    await sleep(200);
    measurement.end("inner");
    measurement.end("outer");
    const result = await measurement.stop();
    const [whole, outer, inner] = result.windows;
    expect([whole?.name, outer?.name, inner?.name]).toEqual(["command", "outer", "inner"]);
    expect(inner?.durationS).toBeGreaterThan(0.19);
    expect(outer?.durationS).toBeGreaterThan((inner?.durationS ?? 9) + 0.09);
    expect(inner?.rails[0]?.energyJ?.value).toBeCloseTo(WATTS * (inner?.durationS ?? 0), 6);
    expect(await measurement.stop()).toBe(result);
    measurement.begin("too late");
    expect((await measurement.stop()).windows).toHaveLength(3);
  });

  test("may be disposed of twice, without a stop: the recording is kept and can be reported", async () => {
    const { startMeasurement, openRecording, summarize } = await library();
    const options = fresh();
    const measurement = await startMeasurement(options);
    await sleep(200);
    await measurement[Symbol.asyncDispose]();
    await measurement[Symbol.asyncDispose]();
    const recording = openRecording(recordingsIn(options.out)[0] ?? "");
    expect(recording.ending).toBeDefined();
    expect((await summarize(recording)).windows[0]?.rails[0]?.meanPowerW?.value).toBeCloseTo(WATTS, 9);
  });

  test("a window that is begun and never ended is said", async () => {
    const { startMeasurement } = await library();
    await using measurement = await startMeasurement(fresh());
    measurement.begin("open");
    await sleep(200);
    const { quality } = await measurement.stop();
    expect(quality.findings.map(({ code }) => code)).toContain("mark-unbalanced");
  });
});
