import { describe, expect, it } from "vitest";
import { chi2Tail, normalTail, upperGamma } from "./gamma.js";

describe("the incomplete gamma function", () => {
  it("is exp(-x) for a = 1, and exp(-x) (1 + x + x^2/2) for a = 3", () => {
    for (const x of [1e-6, 0.1, 1, 3.9, 4.1, 20, 300]) {
      expect(upperGamma(1, x)).toBeCloseTo(Math.exp(-x), 13);
      expect(upperGamma(3, x) / (Math.exp(-x) * (1 + x + (x * x) / 2))).toBeCloseTo(1, 10);
    }
  });

  // Quantiles from any table of chi2.
  it.each([
    [3.841459, 1, 0.05],
    [6.634897, 1, 0.01],
    [16.918978, 9, 0.05],
    [4.168159, 9, 0.9],
    [124.342113, 100, 0.05],
    [8.342833, 9, 0.5],
  ])("gives chi2 %d of %d degrees of freedom a tail of %d", (chi2, dof, tail) => {
    expect(chi2Tail(chi2, dof)).toBeCloseTo(tail, 6);
  });

  it("holds for a hundred thousand degrees of freedom, where chi2 is all but normal", () => {
    const dof = 1e5;
    expect(chi2Tail(dof - 2 / 3, dof)).toBeCloseTo(0.5, 4);
    expect(chi2Tail(dof + 1.644854 * Math.sqrt(2 * dof), dof)).toBeCloseTo(0.05, 3);
  });

  it("gives the normal's tails", () => {
    expect(normalTail(0)).toBe(1);
    expect(normalTail(1.959964)).toBeCloseTo(0.05, 7);
    expect(normalTail(-1)).toBeCloseTo(0.3173105, 7);
    expect(normalTail(40)).toBeLessThan(1e-300);
  });

  it("has no figure for no degrees of freedom, nor for what is no number", () => {
    expect(chi2Tail(1, 0)).toBeNaN();
    expect(chi2Tail(Number.NaN, 3)).toBeNaN();
    expect(chi2Tail(Number.POSITIVE_INFINITY, 3)).toBe(0);
  });
});
