import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { correctedAt, fitSensor } from "./sensor.js";
import type { SensorPoints } from "./sensor-points.js";
import { fittedSensor } from "./testing/fitted.js";
import { even } from "./testing/simulate.js";
import { twoPoint, twoPointGrowth, zeroOf } from "./zero.js";

/** A sensor that reads 1.5 at zero and 3 % low, against a reference. */
function noisy(count: number, random: Random, bow = 0): SensorPoints {
  const real = even(5, 100, count);
  return {
    raw: real.map((value) => value / 1.03 + 1.5 + bow * (value - 50) ** 2 + 0.1 * random.normal()),
    reference: real.map((value) => value + 0.2 * random.normal()),
    uRaw: new Float64Array(count).fill(0.1),
    uReference: new Float64Array(count).fill(0.2),
  };
}

const table = (points: readonly (readonly [number, number])[]): SensorPoints => ({
  raw: Float64Array.from(points, ([raw]) => raw),
  reference: Float64Array.from(points, ([, reference]) => reference),
});

const refusalsOf = (points: SensorPoints) => {
  const outcome = fitSensor(points);
  return outcome.accepted ? [] : outcome.refusals.map(({ code }) => code);
};

describe("a sensor against a reference", () => {
  it("has the gain and offset it was given, in the form true = gain (raw - offset)", () => {
    const fit = fittedSensor(noisy(200, new Random(81)));
    expect(fit.gain).toBeCloseTo(1.03, 2);
    expect(fit.offset).toBeCloseTo(1.5, 1);
    expect(correctedAt(fit, 40 / 1.03 + 1.5).value).toBeCloseTo(40, 1);
    expect(fit.linearity?.isLinear).toBe(true);
    expect(fit.findings.filter(({ severity }) => severity !== "note")).toEqual([]);
  });

  it("of two points is the closed form, .71 as uncertain half way, 1 at them, 1.58 outside", () => {
    const points = {
      ...table([
        [10, 11],
        [90, 95],
      ]),
      uReference: Float64Array.of(0.2, 0.2),
    };
    const fit = fittedSensor(points);
    expect(fit.gain).toBeCloseTo(twoPoint([10, 11], [90, 95]).gain, 12);
    expect(fit.offset).toBeCloseTo(twoPoint([10, 11], [90, 95]).offset, 12);
    for (const [raw, growth] of [
      [50, Math.SQRT1_2],
      [10, 1],
      [90, 1],
      [-10, 1.2748],
      [130, 1.5811],
    ] as const) {
      expect(twoPointGrowth(raw, 10, 90)).toBeCloseTo(growth, 4);
      expect(correctedAt(fit, raw).u / 0.2).toBeCloseTo(growth, 4);
    }
  });

  it("takes the reference's own gain error once, however many points there are", () => {
    for (const count of [10, 1000]) {
      const points = noisy(count, new Random(82));
      const [without, fit] = [fittedSensor(points), fittedSensor(points, { uReferenceGain: 0.005 })];
      const added = Math.sqrt(correctedAt(fit, 60).u ** 2 - correctedAt(without, 60).u ** 2);
      expect(added / correctedAt(fit, 60).value).toBeCloseTo(0.005, 10);
      expect(fit.covariance).toEqual(without.covariance);
    }
  });

  it("that is bent is found out by the t-value of a quadratic term", () => {
    const fit = fittedSensor(noisy(40, new Random(83), 4e-4));
    expect(Math.abs(fit.linearity?.t ?? 0)).toBeGreaterThan(4);
    expect(fit.findings.map(({ code }) => code)).toContain("not-linear");
    expect(Math.abs(fit.linearity?.bow ?? 0)).toBeCloseTo(4e-4 * 47.5 ** 2 * 1.03, 0);
  });

  it("is suspected of outliers where the median of slopes goes elsewhere", () => {
    const points = noisy(30, new Random(84));
    for (const i of [27, 28, 29]) points.reference[i] = 1.3 * (points.reference[i] ?? 0);
    expect(fittedSensor(points).findings.map(({ code }) => code)).toContain("outliers");
  });

  it("in other units than its reference is said to be", () => {
    const points = noisy(30, new Random(85));
    const milli = { ...points, raw: points.raw.map((value) => 1000 * value), uRaw: new Float64Array(30).fill(100) };
    expect(fittedSensor(milli).findings.map(({ code }) => code)).toContain("gain-unlikely");
  });

  it.each([
    ["no point", [], "too-few-points"],
    ["one point", [[1, 1]], "too-few-points"],
    [
      "two points without noise",
      [
        [1, 1],
        [5, 5],
      ],
      "too-few-points",
    ],
    [
      "the same point three times",
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
      "too-few-points",
    ],
    [
      "three points at one reading",
      [
        [5, 1],
        [5, 2],
        [5.001, 3],
      ],
      "too-few-steps",
    ],
    [
      "a reading that hardly moves",
      [
        [100, 100],
        [101.5, 101],
        [103, 103],
        [104, 104],
      ],
      "range-too-narrow",
    ],
    [
      "a reference that stands still",
      [
        [1, 5],
        [2, 5],
        [3, 5],
        [9, 5],
      ],
      "no-relation",
    ],
    [
      "a reference that falls",
      [
        [1, 9],
        [2, 8],
        [3, 7],
        [9, 1],
      ],
      "no-relation",
    ],
  ] as const)("is refused from %s", (_, points, code) => {
    expect(refusalsOf(table(points))).toContain(code);
  });

  it("may read zero and less; what is no number is left out with its row", () => {
    const outcome = fitSensor(
      table([
        [-5, -4],
        [0, 1],
        [Number.NaN, 3],
        [5, 6],
        [7, Number.POSITIVE_INFINITY],
        [5, 6],
        [9, 10.1],
      ]),
    );
    expect(outcome.exclusions.map(({ row, reason }) => [row, reason])).toEqual([
      [2, "not-finite"],
      [4, "not-finite"],
      [5, "duplicate"],
    ]);
    expect(outcome.accepted && outcome.fit.offset).toBeCloseTo(-1, 1);
  });

  it("is refused where its uncertainties are beyond what numbers hold", () => {
    const raw = Float64Array.of(0, -2.571352695691678e-29);
    const reference = Float64Array.of(0, -1.2224910159824215e-133);
    const uReference = Float64Array.of(6.374436601340541e49, 7.458340731200208e-155);
    expect(fitSensor({ raw, reference, uReference }).accepted).toBe(false);
  });

  it("is left a row that repeats one which could not be used itself", () => {
    const points = table([
      [1, 1.02],
      [1, 1.02],
      [4, 4.05],
    ]);
    const outcome = fitSensor({ ...points, uReference: Float64Array.of(Number.NaN, 0.01, 0.01) });
    expect(outcome.exclusions.map(({ row, reason }) => `${row}: ${reason}`)).toEqual(["0: uncertainty-unusable"]);
    expect(outcome.accepted).toBe(true);
  });

  it("is refused where rounded readings lie on a line and no noise is given: an uncertainty of 0 is none", () => {
    const points = table([
      [1, 1.02],
      [2, 2.03],
      [4, 4.05],
    ]);
    expect(refusalsOf(points)).toEqual(["no-scatter"]);
    const stated = fittedSensor({ ...points, uReference: Float64Array.of(0.003, 0.003, 0.003) });
    expect(correctedAt(stated, 4).u).toBeGreaterThan(0.002);
  });

  it("is fitted or refused whatever the numbers, never thrown at", () => {
    const odd = fc.oneof(
      fc.double(),
      fc.double({ min: -9, max: 9, noNaN: true }),
      fc.constantFrom(0, -0, 1e308, 5e-324),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(odd, odd), { maxLength: 20 }),
        fc.option(fc.array(odd, { maxLength: 20 })),
        (rows, u) => {
          const outcome = fitSensor({ ...table(rows), ...(u && { uReference: Float64Array.from(u) }) });
          if (!outcome.accepted) return;
          expect(outcome.fit.points.length + outcome.fit.exclusions.length).toBe(rows.length);
          for (const value of [outcome.fit.gain, outcome.fit.offset, ...outcome.fit.covariance.flat()])
            expect(Number.isFinite(value)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe("the zero of a sensor", () => {
  it("is the mean of at least 100 readings, with its noise, and a resolution that noise does not dither", () => {
    const random = new Random(86);
    const readings = Float64Array.from({ length: 400 }, () => 0.03 + 0.01 * random.normal());
    readings[7] = Number.NaN;
    const outcome = zeroOf(readings);
    if (!outcome.accepted) throw new Error("refused");
    expect(Math.abs(outcome.zero.offset - 0.03)).toBeLessThan(0.0015);
    expect(outcome.zero.u).toBeGreaterThan(0.0003);
    expect(outcome.zero.u).toBeLessThan(0.0008);
    expect(outcome.zero).toMatchObject({ readings: 399, excluded: 1 });
    const stuck = zeroOf(new Float64Array(100).fill(0.04), 0.04);
    expect(stuck.accepted && stuck.zero.u).toBeCloseTo(0.04 / Math.sqrt(12), 12);
  });

  it("is refused from 99", () => {
    const outcome = zeroOf(new Float64Array(99));
    expect(outcome.accepted ? [] : outcome.refusals.map(({ code }) => code)).toEqual(["too-few-points"]);
  });
});
