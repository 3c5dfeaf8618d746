import { MeasurementError } from "../core/error.js";

/** Below this share of a variance what is left of it is rounding. */
const ROUNDING = 1e-9;

/**
 * The lower triangle L with L L' = covariance, row by row. Rows of a coefficient that was not fitted are zero.
 * Throws CONFIG for a matrix that is no covariance.
 */
export function cholesky(covariance: readonly (readonly number[])[], id: string): readonly Float64Array[] {
  const size = covariance.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  for (let column = 0; column < size; column++) {
    const variance = covariance[column]?.[column] ?? 0;
    const left = variance - squares(lower[column], column);
    if (left < -ROUNDING * variance) throw impossible(id);
    const pivot = left <= 1e-6 * ROUNDING * variance ? 0 : Math.sqrt(left);
    for (let row = column; row < size; row++) {
      const rest = (covariance[row]?.[column] ?? 0) - product(lower[row], lower[column], column);
      const target = lower[row];
      if (target !== undefined) target[column] = row === column ? pivot : pivot === 0 ? 0 : rest / pivot;
    }
  }
  return lower;
}

const squares = (row: Float64Array | undefined, until: number): number => product(row, row, until);

function product(a: Float64Array | undefined, b: Float64Array | undefined, until: number): number {
  let sum = 0;
  for (let k = 0; k < until; k++) sum += (a?.[k] ?? 0) * (b?.[k] ?? 0);
  return sum;
}

/** Contributions of independent errors, one each column of L: sensitivities times L. */
export const contributionsOf = (sensitivities: readonly number[], lower: readonly Float64Array[]): number[] =>
  lower.map((_, k) => sensitivities.reduce((sum, sensitivity, row) => sum + sensitivity * (lower[row]?.[k] ?? 0), 0));

const impossible = (id: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The covariance in the curve ${id} is none: some combination of the coefficients has a negative variance`,
    "Take the matrix as `joulemark calibrate` wrote it; rounding its numbers by hand can make it impossible",
  );
