import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { estimateDelay } from "./delay.js";
import { type EmulatedSensor, emulateUpdates } from "./emulate.js";
import { maximumLengthSequence, patternLoad } from "./pattern.js";

const SEEDS = 100;
const chips = maximumLengthSequence(6);

function trial(sensor: EmulatedSensor, chipS: number, seed: number) {
  const random = new Random(seed);
  const load = patternLoad(chips, { startS: 1, chipS });
  const real = { ...sensor, phaseS: sensor.periodS * random.uniform() };
  return { load, trace: emulateUpdates(real, load, { fromS: 0, toS: 20, random, lowW: 80, highW: 250 }) };
}

const errors = (sensor: EmulatedSensor, chipS: number) =>
  Array.from({ length: SEEDS }, (_, seed) => {
    const { load, trace } = trial(sensor, chipS, seed);
    const found = estimateDelay(trace, load, { windowS: sensor.windowS ?? 0, periodS: sensor.periodS });
    return { errorS: found.delayS - (sensor.delayS ?? 0), ...found };
  });

const rms = (values: readonly number[]) => Math.hypot(...values) / Math.sqrt(values.length);

describe("the delay of a sensor", () => {
  const partTime = { periodS: 0.1, windowS: 0.025, delayS: 0.15, noiseW: 3 };

  it("that sees 25 of 100 ms is found within .6 ms by an incommensurate chip (vector 6)", () => {
    const trials = errors(partTime, 0.2617);
    expect(Math.max(...trials.map(({ errorS }) => Math.abs(errorS)))).toBeLessThan(0.6e-3);
    expect(rms(trials.map(({ errorS }) => errorS))).toBeLessThan(0.25e-3);
    expect(trials.filter(({ commensurate }) => commensurate)).toEqual([]);
    expect(Math.min(...trials.map(({ quality = 0 }) => quality))).toBeGreaterThan(2);
  });

  it("is flagged, not quietly given, where the chip is commensurate with the period (vector 6)", () => {
    const trials = errors(partTime, 0.25);
    expect(trials.every(({ commensurate }) => commensurate)).toBe(true);
    expect(Math.max(...trials.map(({ errorS }) => Math.abs(errorS)))).toBeGreaterThan(2e-3);
  });

  it("scatters as much as it says", () => {
    const trials = errors({ periodS: 0.1, windowS: 0.1, delayS: 0.15, noiseW: 3 }, 0.2617);
    const stated = rms(trials.map(({ uS = 0 }) => uS));
    expect(rms(trials.map(({ errorS }) => errorS)) / stated).toBeGreaterThan(0.7);
    expect(rms(trials.map(({ errorS }) => errorS)) / stated).toBeLessThan(1.4);
  });

  it("is wrong by half a window that is ignored", () => {
    const { load, trace } = trial({ periodS: 0.01, windowS: 0.1, delayS: 0.15 }, 0.2617, 1);
    expect(estimateDelay(trace, load, { windowS: 0 }).delayS - 0.15).toBeCloseTo(0.05, 2);
  });

  it("comes with the lag of a load that ramps, when asked for", () => {
    const { load, trace } = trial({ periodS: 0.02, lagS: 0.12, delayS: 0.1, noiseW: 1 }, 0.2617, 1);
    const found = estimateDelay(trace, load, { windowS: 0, lagS: "fit", toS: 0.5 });
    expect(found.lagS).toBeCloseTo(0.12, 2);
    expect(Math.abs(found.delayS - 0.1)).toBeLessThan(3e-3);
  });

  it("does not mind gaps", () => {
    const { load, trace } = trial(partTime, 0.2617, 1);
    const value = trace.value.map((each, k) => (k % 7 === 0 ? Number.NaN : each));
    expect(Math.abs(estimateDelay({ ...trace, value }, load, { windowS: 0.025 }).delayS - 0.15)).toBeLessThan(1e-3);
  });

  it("of noise alone is of no quality", () => {
    const random = new Random(1);
    const { load, trace } = trial(partTime, 0.2617, 1);
    const found = estimateDelay({ ...trace, value: trace.value.map(() => random.normal()) }, load, { windowS: 0.025 });
    expect(found.quality).toBeLessThan(2);
  });

  it.each([
    ["no sample", [], []],
    ["one value only", [1, 2, 3, 4, 5, 6, 7, 8, 9], [5, 5, 5, 5, 5, 5, 5, 5, 5]],
  ])("of %s is refused in words", (_, at, value) => {
    const load = patternLoad(chips, { startS: 1, chipS: 0.2617 });
    const trace = { atS: Float64Array.from(at), value: Float64Array.from(value) };
    expect(() => estimateDelay(trace, load, { windowS: 0 })).toThrow(/delay of the sensor cannot be found/);
  });
});
