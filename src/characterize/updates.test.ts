import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { type EmulatedSensor, emulatePolls, emulateUpdates, type Reading } from "./emulate.js";
import { loadOf } from "./load.js";
import { pollFor } from "./pattern.js";
import { resolutionOf } from "./resolution.js";
import type { Polls } from "./trace.js";
import { describeUpdates } from "./updates.js";

const SEEDS = 100;
const calm: EmulatedSensor = { periodS: 0.1, noiseW: 2, resolution: 0.25 };

function polled(sensor: EmulatedSensor, seed: number, reading: Partial<Reading> = {}): Polls {
  const random = new Random(seed);
  const span = { fromS: 0, toS: 20, random, lowW: 80, highW: 250 };
  const updates = emulateUpdates({ ...sensor, phaseS: sensor.periodS * random.uniform() }, loadOf([[5, 9]]), span);
  return emulatePolls(updates, { everyS: pollFor(sensor.periodS), callS: 0.001, ...reading }, random);
}

describe("polls without a pattern", () => {
  it.each([
    ["even updates", calm, {}],
    ["updates that often repeat the value", { ...calm, noiseW: 0.3, resolution: 1 }, {}],
    ["updates that jitter", { ...calm, jitterS: 0.005 }, {}],
    ["calls of which some last three periods", calm, { slowS: 0.3, slowShare: 0.02 }],
    ["jittering calls", calm, { callS: 0.01 }],
    ["a fast sensor", { ...calm, periodS: 0.02 }, {}],
  ] as const)("give the period within 1 %% from %s", (_, sensor, reading) => {
    const right = Array.from({ length: SEEDS }, (_, seed) => describeUpdates(polled(sensor, seed, reading))).filter(
      ({ periodS = Number.NaN }) => Math.abs(periodS / sensor.periodS - 1) < 0.01,
    );
    expect(right.length).toBeGreaterThanOrEqual(95);
  });

  it("give resolution, noise, duplicates and missed time", () => {
    const found = describeUpdates(polled(calm, 1, { slowS: 1, slowShare: 0.002 }));
    expect(found.resolution).toBeCloseTo(0.25, 9);
    expect(found.noise).toBeGreaterThan(1.6);
    expect(found.noise).toBeLessThan(2.4);
    expect(found.duplicates).toBeGreaterThan(0.8);
    expect(found.missedS).toBeGreaterThan(0.5);
    expect(found.stuck).toBe(false);
  });

  it("find a sensor that repeats its last value for ever within 20 periods", () => {
    const polls = polled(calm, 1);
    const from = 10;
    const stuckAt = (toS: number) => {
      const count = polls.beforeS.findIndex((at) => at > toS);
      const last = polls.value[polls.beforeS.findIndex((at) => at > from)] ?? 0;
      const value = polls.value.map((each, i) => ((polls.beforeS[i] ?? 0) > from ? last : each)).slice(0, count);
      return describeUpdates({ beforeS: polls.beforeS.slice(0, count), afterS: polls.afterS.slice(0, count), value })
        .stuck;
    };
    expect(stuckAt(11.5)).toBe(false);
    expect(stuckAt(12.2)).toBe(true);
  });

  it("that are slower than the sensor say so and give no period", () => {
    const found = describeUpdates(polled({ ...calm, noiseW: 20 }, 1, { everyS: 0.15 }));
    expect(found.periodS).toBeUndefined();
    expect(found.unknown.join()).toMatch(/poll faster/);
  });

  it("of a value that never changes give no period, no noise and no resolution", () => {
    const at = Float64Array.from({ length: 100 }, (_, i) => i / 100);
    const found = describeUpdates({ beforeS: at, afterS: at, value: at.map(() => 42) });
    expect([found.periodS, found.noise, found.resolution]).toEqual([undefined, undefined, undefined]);
    expect(found.unknown).toHaveLength(3);
  });

  it("leave out what is no number and what a clock that went back stamped, and count it", () => {
    const polls = polled(calm, 1);
    const beforeS = polls.beforeS.map((at, i) => (i === 500 ? at - 5 : at));
    const value = polls.value.map((each, i) => (i % 50 === 7 ? Number.NaN : each));
    const failed = polls.value.filter((each, i) => i !== 500 && (i % 50 === 7 || Number.isNaN(each))).length;
    const found = describeUpdates({ ...polls, beforeS, value });
    expect(found.left).toBe(failed + 1);
    expect(found.periodS).toBeCloseTo(0.1, 4);
  });

  it("of any numbers at any times never throw and never give a period that is no positive number", () => {
    const numbers = fc.array(fc.oneof(fc.double(), fc.constantFrom(0, -0, 1, 2, 1e308, -1e308, Number.NaN)));
    fc.assert(
      fc.property(numbers, numbers, numbers, (before, after, values) => {
        const polls = [before, after, values].map((each) => Float64Array.from(each));
        const [beforeS = new Float64Array(), afterS = beforeS, value = beforeS] = polls;
        const { periodS = 1, noise = 1, resolution = 1 } = describeUpdates({ beforeS, afterS, value });
        expect(periodS).toBeGreaterThan(0);
        expect(noise).toBeGreaterThan(0);
        expect(resolution).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the resolution of values", () => {
  it.each([0.001, 0.25, 1, 4, 1.831055e-5, 0.0488])("in steps of %f is that step", (step) => {
    const random = new Random(1);
    expect(resolutionOf(Array.from({ length: 200 }, () => step * random.below(5000)))).toBeCloseTo(step, 9);
  });

  it("of numbers without steps is unknown", () => {
    const random = new Random(1);
    expect(resolutionOf(Array.from({ length: 200 }, () => random.uniform()))).toBeUndefined();
  });
});
