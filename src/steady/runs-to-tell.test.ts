import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holm } from "./holm.js";
import { runsToTell } from "./runs-to-tell.js";

describe("runs to tell two sides apart", () => {
  const dof = (n: number) => 2 * n - 2;

  it("are those of the textbook: 1 % scatter, 2 % difference, four chances in five: 6 or 7 (tables: 6)", () => {
    const n = runsToTell({ variance: 2 * 0.01 ** 2, difference: 0.02, stays: 0, dof });
    expect(n).toBeGreaterThanOrEqual(5);
    expect(n).toBeLessThanOrEqual(7);
  });

  it("are more for less, and never too few", () =>
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.1, noNaN: true }), (difference) => {
        const of = (d: number) =>
          runsToTell({ variance: 2e-4, difference: d, stays: 0, dof }) ?? Number.POSITIVE_INFINITY;
        expect(of(difference)).toBeGreaterThanOrEqual(of(1.1 * difference));
        expect(of(difference)).toBeGreaterThanOrEqual((2.8 * Math.sqrt(2e-4)) ** 2 / difference ** 2 - 1);
      }),
    ));

  it("are none where the instruments leave more open than that, or there is no difference at all", () => {
    expect(runsToTell({ variance: 1e-4, difference: 0.01, stays: 0.01, dof })).toBeUndefined();
    expect(runsToTell({ variance: 1e-4, difference: 0, stays: 0, dof })).toBeUndefined();
  });
});

describe("Holm's method", () => {
  it("is the textbook's", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    for (const [k, wanted] of [0.03, 0.06, 0.06, 0.02].entries()) expect(adjusted[k]).toBeCloseTo(wanted, 12);
  });

  it("leaves one test as it is, never lowers a p, and keeps their order", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 9 }), (values) => {
        const adjusted = holm(values);
        if (values.length === 1) expect(adjusted).toEqual(values);
        for (const [k, value] of values.entries()) {
          expect(adjusted[k]).toBeGreaterThanOrEqual(value);
          for (const [j, other] of values.entries())
            if (value < other) expect(adjusted[k]).toBeLessThanOrEqual(adjusted[j] ?? 0);
        }
      }),
    ));
});
