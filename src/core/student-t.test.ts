import quantile from "@stdlib/stats-base-dists-t-quantile";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { student95 } from "./stats.js";
import { twoSidedP, twoSidedQuantile } from "./student-t.js";

describe("the p-value of Student's t", () => {
  it.each([
    // closed forms: 1 - (2/pi) atan t for one degree of freedom, 1 - t/sqrt(2 + t^2) for two
    [1, 1, 0.5],
    [1, 12.706204736, 0.05],
    [2, 2, 1 - 2 / Math.sqrt(6)],
    [2, 0.001, 1 - 0.001 / Math.sqrt(2.000001)],
    [Number.POSITIVE_INFINITY, 1.959963984540054, 0.05],
    [Number.POSITIVE_INFINITY, 3.2905267314919255, 0.001],
  ])("of %s degrees of freedom at %s is %s", (dof, t, p) => expect(twoSidedP(t, dof)).toBeCloseTo(p, 8));

  it("turns back what another implementation's quantile gives, for whole and broken degrees of freedom", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 400, noNaN: true }),
        fc.double({ min: 1e-6, max: 0.99, noNaN: true }),
        (dof, p) => {
          const t = quantile(1 - p / 2, dof);
          expect(twoSidedP(t, dof) / p).toBeCloseTo(1, 5);
        },
      ),
    ));

  it("is 1 at zero, falls on either side alike, and is never outside of 0 to 1", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.3, max: 1e12, noNaN: true }),
        (t, dof) => {
          const p = twoSidedP(t, dof);
          expect(p).toBeGreaterThanOrEqual(0);
          expect(p).toBeLessThanOrEqual(1);
          expect(twoSidedP(-t, dof)).toBe(p);
          expect(twoSidedP(1.1 * t, dof)).toBeLessThanOrEqual(p);
        },
      ),
    ));

  it("of what is no number is none", () => {
    expect(twoSidedP(Number.NaN, 3)).toBeNaN();
    expect(twoSidedP(1, 0)).toBeNaN();
    expect(twoSidedP(Number.POSITIVE_INFINITY, 3)).toBe(0);
  });
});

describe("the quantile", () => {
  it("is that of the table", () => {
    for (let dof = 1; dof <= 30; dof++) expect(twoSidedQuantile(0.05, dof)).toBeCloseTo(student95(dof), 5);
  });

  it("is where the p-value is what was asked for", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0.5, max: 1e6, noNaN: true }),
        fc.double({ min: 1e-4, max: 0.9, noNaN: true }),
        (dof, p) => {
          expect(twoSidedP(twoSidedQuantile(p, dof), dof) / p).toBeCloseTo(1, 7);
        },
      ),
    ));
});
