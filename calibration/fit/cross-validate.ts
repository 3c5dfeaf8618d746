import type { Folds } from "./folds.js";
import type { Matrix } from "./linear.js";

/** What each point misses a fit by that did not see its fold, in units of the point's own noise. */
export interface LeftOut {
  readonly z: Float64Array;
  /** Variance that z has by noise alone: 1 of the point, the rest of the fit. */
  readonly variance: Float64Array;
}

/**
 * Errors of points left out with their whole fold, in closed form (measurement.md 1.5): no fit is repeated. With Q the
 * orthonormal design and S a fold, (I - Q_S Q_S')^-1 z_S = z_S + Q_S (I - Q_S' Q_S)^-1 Q_S' z_S, so that a fold of any size costs
 * one matrix as small as the fit; for one point it is z / (1 - h). Infinite where the other folds do not determine the fit.
 */
export function leaveFoldsOut(basis: readonly Float64Array[], z: Float64Array, folds: Folds): LeftOut {
  const out = { z: new Float64Array(z.length), variance: new Float64Array(z.length) };
  for (let fold = 0; fold < folds.count; fold++) {
    const members = folds.members.subarray(folds.starts[fold], folds.starts[fold + 1]);
    if (members.length === 1) leaveOneOut(basis, z, members[0] ?? 0, out);
    else leaveManyOut(basis, z, members, out);
  }
  return out;
}

/** Below this share of a direction left, the other folds say nothing of it. */
const UNDETERMINED = 1e-9;

function leaveOneOut(basis: readonly Float64Array[], z: Float64Array, i: number, out: LeftOut): void {
  let rest = 1;
  for (const q of basis) rest -= (q[i] ?? 0) ** 2;
  const known = rest > UNDETERMINED;
  out.z[i] = known ? (z[i] ?? 0) / rest : Number.POSITIVE_INFINITY;
  out.variance[i] = known ? 1 / rest : Number.POSITIVE_INFINITY;
}

function leaveManyOut(basis: readonly Float64Array[], z: Float64Array, members: Int32Array, out: LeftOut): void {
  const inverse = invertSymmetric(
    basis.map((q, j) => basis.map((p, k) => (j === k ? 1 : 0) - sumOver(members, (i) => (q[i] ?? 0) * (p[i] ?? 0)))),
  );
  const pull = basis.map((q) => sumOver(members, (i) => (q[i] ?? 0) * (z[i] ?? 0)));
  const answer = inverse?.map((row) => row.reduce((sum, value, k) => sum + value * (pull[k] ?? 0), 0));
  for (const i of members) {
    let [error, spread] = answer === undefined ? [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY] : [z[i] ?? 0, 1];
    for (const [j, q] of basis.entries()) {
      const qi = q[i] ?? 0;
      error += qi * (answer?.[j] ?? 0);
      for (const [k, p] of basis.entries()) spread += qi * (inverse?.[j]?.[k] ?? 0) * (p[i] ?? 0);
    }
    out.z[i] = error;
    out.variance[i] = spread;
  }
}

function sumOver(members: Int32Array, term: (i: number) => number): number {
  let sum = 0;
  for (const i of members) sum += term(i);
  return sum;
}

/** Inverse of a small positive definite matrix by elimination; undefined where it is as good as singular. */
export function invertSymmetric(matrix: Matrix): Matrix | undefined {
  const size = matrix.length;
  const rows = matrix.map((row, j) => [...row, ...matrix.map((_, k) => (j === k ? 1 : 0))]);
  for (const [k, row] of rows.entries()) {
    const pivot = row[k] ?? 0;
    if (!(pivot > UNDETERMINED)) return undefined;
    for (let column = 0; column < 2 * size; column++) row[column] = (row[column] ?? 0) / pivot;
    for (const [j, other] of rows.entries()) {
      const factor = j === k ? 0 : (other[k] ?? 0);
      if (factor === 0) continue;
      for (let column = 0; column < 2 * size; column++)
        other[column] = (other[column] ?? 0) - factor * (row[column] ?? 0);
    }
  }
  return rows.map((row) => row.slice(size));
}
