import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { classifySensor } from "../../src/characterize/classify.js";
import { loadOf } from "../../src/characterize/load.js";
import { describeUpdates } from "../../src/characterize/updates.js";

const NANOS = 1e9;
const table = (text: string) =>
  text
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.split(","));

/** Our own recording of one card, whose SOURCES.md says what is in it; times from its first poll. */
const folder = join(import.meta.dirname, "testdata/h100");
const rows = (name: string) => table(gunzipSync(readFileSync(join(folder, name))).toString());
const polls = rows("poll-fields.csv.gz").map((cells) => cells.map(Number));
const start = polls[0]?.[0] ?? 0;
const column = (index: number, scale: number, from = 0) =>
  Float64Array.from(polls, (cells) => ((cells[index] ?? Number.NaN) - from) / scale);
const recording = (index: number) => ({
  beforeS: column(0, NANOS, start),
  afterS: column(1, NANOS, start),
  value: column(index, 1e3),
});
const [instant, average, energy] = [recording(2), recording(6), recording(10)];
const load = loadOf(
  rows("edges.csv.gz").map(([, on, off]) => [(Number(on) - start) / NANOS, (Number(off) - start) / NANOS]),
);

describe("the card's own sensors, from our recording of a known load", () => {
  it("instant power: anew every 100 to 103 ms, a window of 25 ms", () => {
    const found = classifySensor(instant, load);
    expect(found.kind).toBe("boxcar");
    expect(found.periodS).toBeGreaterThan(0.1);
    expect(found.periodS).toBeLessThan(0.1035);
    expect(found.updates.resolution).toBeCloseTo(0.001, 9);
    expect(Math.abs(found.windowS - 0.025)).toBeLessThan(0.005);
  });

  it("average power: a running mean of 1 s", () => {
    const found = classifySensor(average, load, { longestDelayS: 0.5 });
    expect(found.kind).toBe("running-mean");
    expect(Math.abs(found.windowS - 1)).toBeLessThan(0.1);
  });

  it("energy: a counter in steps of 100.0 ms", () => {
    const found = classifySensor(energy, load);
    expect(found.kind).toBe("counter");
    expect(found.periodS).toBeCloseTo(0.1, 4);
  });
});

const log = join(import.meta.dirname, "../../../shared/data/nvidia-smi-logs/a100_update_period_gpudata.csv");
const there = existsSync(log);
if (!there) console.warn("update period: skipped: no recorded data");

describe.skipIf(!there)("a recorded log (skipped: no recorded data, where it is not there)", () => {
  it("gives the update period of its card, 101 ms within 1 %", () => {
    const lines = table(readFileSync(log, "utf8"));
    const at = Float64Array.from(lines, ([when = ""]) => Date.parse(`${when.replaceAll("/", "-")}Z`) / 1e3);
    const atS = at.map((each) => each - (at[0] ?? 0));
    const value = Float64Array.from(lines, (cells) => Number(cells[5]));
    const found = describeUpdates({ beforeS: atS, afterS: atS, value });
    expect(Math.abs((found.periodS ?? 0) / 0.101 - 1)).toBeLessThan(0.01);
  });
});
