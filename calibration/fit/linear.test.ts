import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { leastSquares, leverages } from "./linear.js";

const ones = (n: number) => new Float64Array(n).fill(1);
const powers = (x: Float64Array, degree: number) =>
  Array.from({ length: degree + 1 }, (_, power) => x.map((value) => value ** power));

describe("least squares", () => {
  it("solves a line by hand: 3 points, covariance (X'WX)^-1", () => {
    const fit = leastSquares({
      columns: powers(Float64Array.of(0, 1, 2), 1),
      y: Float64Array.of(1, 3, 8),
      weights: ones(3),
    });
    expect(fit?.theta[0]).toBeCloseTo(0.5, 14);
    expect(fit?.theta[1]).toBeCloseTo(3.5, 14);
    expect(fit?.covariance.flat().map((value) => Math.round(1e12 * value) / 1e12)).toEqual(
      [5 / 6, -1 / 2, -1 / 2, 1 / 2].map((value) => Math.round(1e12 * value) / 1e12),
    );
    expect(fit?.chi2).toBeCloseTo(1.5, 13);
    expect(fit?.dof).toBe(1);
  });

  it("keeps the digits of a quadratic on 20 to 20.2 A, where the normal equations keep none", () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => 20 + 0.005 * i);
    const y = x.map((value) => 0.6 + 0.045 * value + 9e-4 * value * value);
    const fit = leastSquares({ columns: powers(x, 2), y, weights: ones(40) });
    expect(fit?.theta[2]).toBeCloseTo(9e-4, 8);
    expect(Math.max(...(fit?.residuals.map(Math.abs) ?? [1]))).toBeLessThan(1e-13);
  });

  it("is undefined where the points do not determine the coefficients", () => {
    const at = (x: Float64Array) => leastSquares({ columns: powers(x, 1), y: ones(x.length), weights: ones(x.length) });
    expect(at(Float64Array.of(5))).toBeUndefined();
    expect(at(Float64Array.of(5, 5))).toBeUndefined();
    expect(at(Float64Array.of())).toBeUndefined();
    expect(at(Float64Array.of(5, Number.NaN))).toBeUndefined();
    expect(at(Float64Array.of(5, 6))?.dof).toBe(0);
  });

  it("has leverages that add up to the number of coefficients", () => {
    const random = new Random(1);
    const x = Float64Array.from({ length: 25 }, () => random.uniform());
    const weights = x.map(() => 0.1 + random.uniform());
    const fit = leastSquares({ columns: powers(x, 2), y: x, weights });
    expect(leverages(fit?.basis ?? []).reduce((sum, h) => sum + h, 0)).toBeCloseTo(3, 12);
  });

  const point = fc.tuple(fc.double({ min: 1, max: 80, noNaN: true }), fc.double({ min: -9, max: 9, noNaN: true }));

  it("does not depend on the order of the points, and scales with units and weights", () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 6, maxLength: 30 }), fc.nat(), (points, seed) => {
        const fitted = (rows: typeof points, unit = 1, weight = 1) =>
          leastSquares({
            columns: powers(
              Float64Array.from(rows, ([x]) => x * unit),
              1,
            ),
            y: Float64Array.from(rows, ([, y]) => y),
            weights: new Float64Array(rows.length).fill(weight),
          });
        const first = fitted(points);
        const random = new Random(seed);
        const shuffled = points
          .map((row) => [random.uniform(), row] as const)
          .sort(([a], [b]) => a - b)
          .map(([, row]) => row);
        const spread = Math.max(...points.map(([x]) => x)) - Math.min(...points.map(([x]) => x));
        if (first === undefined || spread < 0.1) return;
        const close = (a: number | undefined, b: number | undefined) =>
          expect(Math.abs((a ?? Number.NaN) - (b ?? Number.NaN))).toBeLessThan(1e-6 * (1 + Math.abs(b ?? 0)));
        for (const k of [0, 1]) close(fitted(shuffled)?.theta[k], first.theta[k]);
        close(1000 * (fitted(points, 1000)?.theta[1] ?? Number.NaN), first.theta[1]);
        close(fitted(points, 1, 7)?.theta[1], first.theta[1]);
        close(7 * (fitted(points, 1, 7)?.covariance[1]?.[1] ?? Number.NaN), first.covariance[1]?.[1]);
      }),
    );
  });
});
