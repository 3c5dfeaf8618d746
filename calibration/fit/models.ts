import type { Matrix } from "./linear.js";
import type { PairedPoints } from "./points.js";

/** What a regulator's input is made of, the simplest first: P_out / eta, P_out + a + b I, P_out + a + b I + c I^2. */
export type ModelName = "constant-eta" | "linear" | "quadratic";

/** A term of the loss: without load, with the current, with its square, with the power that comes out. */
export type Term = "a" | "b" | "c" | "k";

/** P_in = (1 + k) V I + a + b I + c I^2, in W, V and ohm; k is 1/eta - 1. Terms a model lacks are 0. */
export type Terms = Readonly<Record<Term, number>>;

/** The terms each model has (measurement.md 1.1). */
export const termsOf: Readonly<Record<ModelName, readonly Term[]>> = {
  "constant-eta": ["k"],
  linear: ["a", "b"],
  quadratic: ["a", "b", "c"],
};

/** The models, the simplest first. */
export const modelNames: readonly ModelName[] = ["constant-eta", "linear", "quadratic"];

/** What each term is multiplied with at a load. */
export const regressor: Readonly<Record<Term, (currentA: number, voltageV: number) => number>> = {
  a: () => 1,
  b: (currentA) => currentA,
  c: (currentA) => currentA * currentA,
  k: (currentA, voltageV) => currentA * voltageV,
};

/** The column of a term for every point. */
export function columnOf(term: Term, { currentA, voltageV }: PairedPoints): Float64Array {
  const at = regressor[term];
  return currentA.map((current, i) => at(current, voltageV[i] ?? Number.NaN));
}

/** Some terms by their values, the others 0. */
export function namedTerms(names: readonly Term[], values: ArrayLike<number>): Terms {
  const terms = { a: 0, b: 0, c: 0, k: 0 };
  for (const [position, name] of names.entries()) terms[name] = values[position] ?? Number.NaN;
  return terms;
}

/** Power lost in the regulator at a load, W. */
export const lossAt = ({ a, b, c, k }: Terms, currentA: number, voltageV: number): number =>
  a + (b + c * currentA + k * voltageV) * currentA;

/** How the input power grows with the current, W/A: s of measurement.md 1.3. */
export const slopeAt = ({ b, c, k }: Terms, currentA: number, voltageV: number): number =>
  (1 + k) * voltageV + b + 2 * c * currentA;

/** A covariance of some terms as one of a, b and c; rows and columns of the others are 0. */
export const lossCovariance = (names: readonly Term[], covariance: Matrix): Matrix =>
  spread(["a", "b", "c"], names, covariance);

function spread(order: readonly Term[], names: readonly Term[], covariance: Matrix): Matrix {
  const entry = (row: Term, column: Term) => covariance[names.indexOf(row)]?.[names.indexOf(column)] ?? 0;
  return order.map((row) => order.map((column) => entry(row, column)));
}
