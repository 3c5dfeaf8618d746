import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { leaveFoldsOut } from "./cross-validate.js";
import { foldsOf, singleFolds } from "./folds.js";
import { type LinearProblem, leastSquares } from "./linear.js";

const random = new Random(21);
const steps = Int32Array.of(5, 5, 1, 1, 1, 9, 9, 2, 2, 7);
const x = Float64Array.from(steps, (step) => step + 0.1 * random.normal());
const problem: LinearProblem = {
  columns: [x.map(() => 1), x, x.map((value) => value * value)],
  y: x.map((value) => 3 + 2 * value + 0.1 * value * value + 0.2 * random.normal()),
  weights: x.map(() => 0.5 + random.uniform()),
};
const fit = leastSquares(problem);
const z = (fit?.residuals ?? x).map((residual, i) => residual * Math.sqrt(problem.weights[i] ?? 0));

/** The same by fitting again without the points. */
function refitted(without: (i: number) => boolean, at: number): number {
  const keep = (column: Float64Array) => column.filter((_, i) => !without(i));
  const other = leastSquares({
    columns: problem.columns.map(keep),
    y: keep(problem.y),
    weights: keep(problem.weights),
  });
  const fitted = problem.columns.reduce((sum, column, k) => sum + (column[at] ?? 0) * (other?.theta[k] ?? 0), 0);
  return ((problem.y[at] ?? 0) - fitted) * Math.sqrt(problem.weights[at] ?? 0);
}

describe("errors of left-out points", () => {
  it("are those of fits made again without the step", () => {
    const out = leaveFoldsOut(fit?.basis ?? [], z, foldsOf(steps));
    for (const i of x.keys())
      expect(out.z[i]).toBeCloseTo(
        refitted((k) => steps[k] === steps[i], i),
        10,
      );
  });

  it("are those of fits made again without the point", () => {
    const out = leaveFoldsOut(fit?.basis ?? [], z, singleFolds(x.length));
    for (const i of x.keys())
      expect(out.z[i]).toBeCloseTo(
        refitted((k) => k === i, i),
        10,
      );
  });

  it("scatter by noise alone as their variance says", () => {
    const trials = 4000;
    const folds = foldsOf(steps);
    const squares = new Float64Array(x.length);
    let variance = new Float64Array(0) as Float64Array;
    for (let trial = 0; trial < trials; trial++) {
      const y = problem.weights.map((weight) => random.normal() / Math.sqrt(weight));
      const again = leastSquares({ ...problem, y });
      const scaled = (again?.residuals ?? y).map((residual, i) => residual * Math.sqrt(problem.weights[i] ?? 0));
      const out = leaveFoldsOut(again?.basis ?? [], scaled, folds);
      variance = out.variance;
      for (const i of x.keys()) squares[i] = (squares[i] ?? 0) + (out.z[i] ?? 0) ** 2 / trials;
    }
    for (const i of x.keys()) expect(Math.abs((squares[i] ?? 0) / (variance[i] ?? 1) - 1)).toBeLessThan(0.1);
  });

  it("are infinite where the others do not determine the fit", () => {
    const line = leastSquares({
      columns: [Float64Array.of(1, 1, 1), Float64Array.of(1, 1, 2)],
      y: Float64Array.of(1, 2, 3),
      weights: Float64Array.of(1, 1, 1),
    });
    const out = leaveFoldsOut(line?.basis ?? [], line?.residuals ?? x, singleFolds(3));
    expect(out.z[2]).toBe(Number.POSITIVE_INFINITY);
    const together = leaveFoldsOut(line?.basis ?? [], line?.residuals ?? x, foldsOf(Int32Array.of(1, 2, 2)));
    expect(together.z[1]).toBe(Number.POSITIVE_INFINITY);
    expect(together.variance[2]).toBe(Number.POSITIVE_INFINITY);
  });
});
