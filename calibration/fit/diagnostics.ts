import { chi2Tail, normalTail } from "./gamma.js";
import { leverages } from "./linear.js";

/** Residuals of a fit in the order of the points, with what is needed to judge them. */
export interface Judged {
  readonly residuals: Float64Array;
  /** Noise variance of each point, in the residuals' unit squared. */
  readonly variances: Float64Array;
  /** 1 for a point that is believed, less for one that was weighted down. */
  readonly trust: Float64Array;
  readonly basis: readonly Float64Array[];
}

/** Huber's weighting takes this share of chi2 away from normal noise: 2 Phi(1.345) - 1. */
const CHI2_KEPT_BY_HUBER = 0.821378;

/** Sum of squared residuals over their variances. Points weighted down count less, and the sum is brought up for it. */
export function chi2Of({ residuals, variances, trust }: Omit<Judged, "basis">, robust: boolean): number {
  let sum = 0;
  for (let i = 0; i < residuals.length; i++)
    sum += ((trust[i] ?? 1) * (residuals[i] ?? 0) ** 2) / (variances[i] ?? Number.NaN);
  return robust ? sum / CHI2_KEPT_BY_HUBER : sum;
}

/** A chi2 with its degrees of freedom and the probability of one as large by chance (NaN without degrees of freedom). */
export const goodness = (chi2: number, dof: number) => ({ chi2, dof, pValue: chi2Tail(chi2, dof) });

/** Chi2 this improbable is not chance: the noise is larger than stated, or the model is not the regulator. */
export const BY_CHANCE = 0.05;

/**
 * What a covariance is multiplied by: chi2 over its degrees of freedom, only upward (measurement.md 1.3), and only where chance
 * does not explain it. To scale at every chi2 above 1, which half of all good fits have, makes 95 % intervals of 12 points hold
 * in 96.5 %; so they hold in 95 % at any number of points.
 */
export const upwardScale = (chi2: number, dof: number): number =>
  chi2 > dof && chi2Tail(chi2, dof) < BY_CHANCE ? chi2 / dof : 1;

/** Weighted R^2 of what was fitted: the share of its scatter that the fit explains. At most 1; below 0 it explains nothing. */
export function weightedR2(y: Float64Array, { residuals, variances, trust }: Omit<Judged, "basis">): number {
  const weights = variances.map((variance, i) => (trust[i] ?? 1) / variance);
  let [total, sum] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    total += weights[i] ?? 0;
    sum += (weights[i] ?? 0) * (y[i] ?? 0);
  }
  const mean = sum / total;
  let [left, scatter] = [0, 0];
  for (let i = 0; i < y.length; i++) {
    left += (weights[i] ?? 0) * (residuals[i] ?? 0) ** 2;
    scatter += (weights[i] ?? 0) * ((y[i] ?? 0) - mean) ** 2;
  }
  return 1 - left / scatter;
}

/** Root mean square and largest size of some numbers. */
export function sizes(values: Float64Array): { readonly rms: number; readonly max: number } {
  let [sum, max] = [0, 0];
  for (const value of values) {
    sum += value * value;
    max = Math.max(max, Math.abs(value));
  }
  return { rms: Math.sqrt(sum / values.length), max };
}

/**
 * The probability, by chance, of as few changes of sign as the residuals show in the order of `x` (Wald and Wolfowitz,
 * normal approximation with continuity): small where the curve has a bend or a step that the model has not (1.5).
 */
export function runsTail(x: Float64Array, residuals: Float64Array): number {
  const order = Int32Array.from(x.keys()).sort((a, b) => (x[a] ?? 0) - (x[b] ?? 0) || a - b);
  let [above, runs, last] = [0, 0, 0];
  let counted = 0;
  for (const i of order) {
    const sign = Math.sign(residuals[i] ?? 0);
    if (sign === 0) continue;
    counted++;
    if (sign > 0) above++;
    if (sign !== last) runs++;
    last = sign;
  }
  const product = 2 * above * (counted - above);
  if (product === 0) return counted < 6 ? 1 : 2 ** (1 - counted);
  const expected = product / counted + 1;
  const sd = Math.sqrt((product * (product - counted)) / (counted * counted * (counted - 1)));
  return sd > 0 ? lowerTail((runs + 0.5 - expected) / sd) : 1;
}

const lowerTail = (z: number): number => (z < 0 ? normalTail(z) / 2 : 1 - normalTail(z) / 2);

/** Points that the fit follows more than it judges: a leverage of a fifth, and three times the average. */
export function pullingPoints(basis: readonly Float64Array[]): readonly number[] {
  const shares = leverages(basis);
  const limit = Math.max(0.2, (3 * basis.length) / shares.length);
  return Array.from(shares.keys()).filter((i) => (shares[i] ?? 0) > limit);
}
