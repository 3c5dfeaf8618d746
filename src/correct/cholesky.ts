/** Less than this of a variance is what rounding has left of nothing. */
const ROUNDING = 1e-15;

/**
 * The lower triangle L with L L' = covariance, row by row. The matrix was checked with its file; where rounding has left a
 * pivot below zero it is zero, as for a coefficient that was not fitted.
 */
export function cholesky(covariance: readonly (readonly number[])[]): readonly Float64Array[] {
  const size = covariance.length;
  const lower = Array.from({ length: size }, () => new Float64Array(size));
  for (let column = 0; column < size; column++) {
    const variance = covariance[column]?.[column] ?? 0;
    const left = variance - product(lower[column], lower[column], column);
    const pivot = left <= ROUNDING * variance ? 0 : Math.sqrt(left);
    for (let row = column; row < size; row++) {
      const rest = (covariance[row]?.[column] ?? 0) - product(lower[row], lower[column], column);
      const target = lower[row];
      if (target !== undefined) target[column] = row === column ? pivot : pivot === 0 ? 0 : rest / pivot;
    }
  }
  return lower;
}

function product(a: Float64Array | undefined, b: Float64Array | undefined, until: number): number {
  let sum = 0;
  for (let k = 0; k < until; k++) sum += (a?.[k] ?? 0) * (b?.[k] ?? 0);
  return sum;
}

/** Contributions of independent errors, one each column of L: sensitivities times L. */
export const contributionsOf = (sensitivities: readonly number[], lower: readonly Float64Array[]): number[] =>
  lower.map((_, k) => sensitivities.reduce((sum, sensitivity, row) => sum + sensitivity * (lower[row]?.[k] ?? 0), 0));
