import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import type { PairedPoints } from "./points.js";
import { fitRegulator, type RegulatorOptions } from "./regulator.js";
import { rows } from "./testing/fitted.js";
import { even, ladder, simulated, trueInput, truth } from "./testing/simulate.js";

const good = (count = 12): PairedPoints => simulated(ladder(1, 80, count), { random: new Random(71) });

const refusalsOf = (points: PairedPoints, options?: RegulatorOptions) => {
  const outcome = fitRegulator(points, options);
  return outcome.accepted ? [] : outcome.refusals.map(({ code }) => code);
};

const exclusionsOf = (points: PairedPoints, options?: RegulatorOptions) =>
  fitRegulator(points, options).exclusions.map(({ row, reason }) => `${row}: ${reason}`);

describe("points are no calibration when", () => {
  it.each([
    ["there is none", [], "too-few-points"],
    ["there is one", [[5, 1, 6]], "too-few-points"],
    [
      "there are two that are the same",
      [
        [5, 1, 6],
        [5, 1, 6],
      ],
      "too-few-points",
    ],
    [
      "there are many at one load",
      [
        [5, 1, 6],
        [5.001, 1, 6.1],
        [5, 1, 5.9],
        [4.999, 1, 6],
      ],
      "too-few-steps",
    ],
    [
      "there are many at two loads",
      [
        [5, 1, 6],
        [5, 1, 6.1],
        [10, 1, 12],
        [10, 1, 12.1],
      ],
      "too-few-steps",
    ],
    [
      "the load hardly changes",
      [
        [10, 1, 12],
        [10.3, 1, 12.4],
        [10.6, 1, 12.7],
        [11, 1, 13.2],
      ],
      "range-too-narrow",
    ],
    [
      "input falls while output rises",
      [
        [1, 1, 9],
        [2, 1, 7],
        [3, 1, 5.1],
        [4, 1, 4.9],
      ],
      "no-relation",
    ],
    ["sides are swapped", ladder(1, 80, 12), "efficiency-above-1"],
  ] as const)("%s", (_, points, code) => {
    const table =
      points instanceof Float64Array ? rows(Array.from(points, (i) => [trueInput(i), 1, i] as const)) : rows(points);
    const outcome = fitRegulator(table);
    expect(refusalsOf(table)).toContain(code);
    for (const { message, remedy } of outcome.accepted ? [] : outcome.refusals) {
      expect(message.length).toBeGreaterThan(20);
      expect(remedy.length).toBeGreaterThan(10);
      expect(message).not.toMatch(/NaN|undefined|Infinity/);
    }
  });

  it("the input has nothing to do with the load", () => {
    const random = new Random(72);
    const points = good(40);
    expect(refusalsOf({ ...points, inputW: points.inputW.map(() => 90 + random.normal()) })).toContain("no-relation");
    expect(refusalsOf({ ...points, inputW: points.inputW.map(() => 90) })).toContain("no-relation");
  });

  it("they were taken at different input voltages, unless one is chosen", () => {
    const points = {
      ...good(),
      inputVoltageV: Float64Array.from({ length: 12 }, (_, i) => (i < 9 ? 12 + 0.01 * i : 19)),
    };
    expect(refusalsOf(points)).toEqual(["several-input-voltages"]);
    expect(refusalsOf(points, { inputVoltageV: 12 })).toEqual([]);
    expect(exclusionsOf(points, { inputVoltageV: 12 })).toEqual(
      [9, 10, 11].map((row) => `${row}: other-input-voltage`),
    );
    expect(refusalsOf(points, { inputVoltageV: 5 })).toContain("too-few-points");
  });

  it("the fitted efficiency is above 1 though no single point is", () => {
    const random = new Random(73);
    const meters = { random, regulator: { ...truth, aW: 0, bV: 0, cOhm: 0 }, gain: 1.004 };
    expect(refusalsOf(simulated(ladder(1, 80, 400), meters))).toEqual(["efficiency-above-1"]);
  });

  it.each([undefined, "constant-eta"] as const)("a loss below nothing was set to 0 (structural, %s)", (model) => {
    const random = new Random(74);
    const meters = { random, regulator: { ...truth, aW: 0, bV: 0, cOhm: 0 }, gain: 1.004 };
    const options = { regression: "structural", ...(model && { model }) } as const;
    expect(refusalsOf(simulated(ladder(1, 80, 400), meters), options)).toEqual(["efficiency-above-1"]);
  });
});

it("points that were computed are said to tell nothing of the noise", () => {
  const exact = rows([1, 2, 5, 9].map((current) => [current, 1, 0.6 + 1.1 * current] as const));
  const outcome = fitRegulator(exact);
  const codes = outcome.accepted ? outcome.fit.findings.map(({ code }) => code) : [];
  expect(codes).toContain("no-scatter");
  expect(codes).not.toContain("noise-unknown");
});

describe("rows that are no points", () => {
  it("are left out, each with its row and reason, and the others fitted as if they were not there", () => {
    const clean = good();
    const insert = (column: Float64Array, values: readonly number[]) => Float64Array.of(...values, ...column);
    const { noise } = clean;
    const wild = {
      currentA: insert(clean.currentA, [Number.NaN, Number.POSITIVE_INFINITY, 0, -0, -3, 5, 5, 5]),
      voltageV: insert(clean.voltageV, [1, 1, 1, 1, 1, Number.NaN, 1, 1]),
      inputW: insert(clean.inputW, [6, 6, 6, 6, 6, 6, Number.NEGATIVE_INFINITY, 0]),
      noise: {
        currentA: insert(noise?.currentA ?? clean.currentA, new Array<number>(8).fill(0.01)),
        voltageV: new Float64Array(20),
        inputW: insert(noise?.inputW ?? clean.inputW, new Array<number>(8).fill(0.01)),
      },
    };
    const [first, second] = [fitRegulator(clean), fitRegulator(wild)];
    expect(second.exclusions.map(({ row }) => row)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(second.accepted && first.accepted && second.fit.coefficients).toEqual(
      first.accepted && first.fit.coefficients,
    );
    expect(second.accepted && second.fit.findings.map(({ code }) => code)).toContain("rows-excluded");
    expect(second.accepted && second.fit.points[0]?.row).toBe(8);
  });

  it("are those with an unusable uncertainty too", () => {
    const points = good();
    const uInput = points.noise?.inputW ?? new Float64Array(12);
    const uCurrent = points.noise?.currentA ?? new Float64Array(12);
    uInput[2] = Number.NaN;
    uInput[3] = -1;
    uInput[4] = 0;
    uCurrent[4] = 0;
    expect(exclusionsOf(points)).toEqual([2, 3, 4].map((row) => `${row}: uncertainty-unusable`));
  });

  it("are those that repeat an earlier one to the last digit, but not at another step", () => {
    const points = good();
    const twice = (column: Float64Array) => Float64Array.of(...column, ...column);
    const noise = { currentA: twice(points.currentA), voltageV: new Float64Array(24), inputW: twice(points.inputW) };
    const doubled = {
      currentA: twice(points.currentA),
      voltageV: twice(points.voltageV),
      inputW: twice(points.inputW),
      noise,
    };
    expect(exclusionsOf(doubled)).toEqual(Array.from({ length: 12 }, (_, i) => `${12 + i}: duplicate`));
    expect(exclusionsOf({ ...doubled, step: Int32Array.from({ length: 24 }, (_, i) => i) })).toEqual([]);
  });

  it("are those where more comes out than goes in; of many such rows it is not the rows", () => {
    const points = good(30);
    points.inputW[4] = 0.8 * (points.currentA[4] ?? 0);
    expect(exclusionsOf(points)).toEqual(["4: more-out-than-in"]);
    for (const i of [7, 9, 20]) points.inputW[i] = 0.8 * (points.currentA[i] ?? 0);
    expect(refusalsOf(points)).toEqual(["efficiency-above-1"]);
  });

  it("one decisive point left out leaves no model, unless the others bear one", () => {
    const points = rows(
      [...even(1, 1.04, 6)]
        .map((i, k) => [i, 1, 1.2 * i + 0.001 * (k % 2)] as const)
        .concat([
          [9, 1, 11],
          [5, 1, 6],
        ]),
    );
    const outcome = fitRegulator(points);
    for (const { score } of outcome.accepted ? outcome.fit.tried : []) expect(score).not.toBeNaN();
  });
});

describe("any numbers at all", () => {
  const odd = fc.oneof(
    fc.double(),
    fc.double({ min: 0.1, max: 100, noNaN: true }),
    fc.constantFrom(0, -0, Number.NaN, Number.POSITIVE_INFINITY, 1e308, 5e-324, 1, 12),
  );
  const row = fc.tuple(odd, odd, odd);

  it("are fitted or refused, never thrown at; used and excluded rows are all rows; a fit has no figure that is none", () => {
    fc.assert(
      fc.property(fc.array(row, { maxLength: 25 }), fc.boolean(), (table, robust) => {
        const outcome = fitRegulator(rows(table), { robust });
        if (!outcome.accepted) {
          expect(outcome.refusals.length).toBeGreaterThan(0);
          return;
        }
        const { fit } = outcome;
        expect(fit.points.length + fit.exclusions.length).toBe(table.length);
        for (const value of [...Object.values(fit.coefficients), fit.uModelW, ...fit.covariance.flat()])
          expect(Number.isFinite(value)).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
