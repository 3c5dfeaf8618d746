import { type LeftOut, leaveFoldsOut } from "./cross-validate.js";
import { type EffectiveFit, HUBER, normalized } from "./effective.js";
import type { Folds } from "./folds.js";

/** How well a model foretells load steps it has not seen, in units of the points' noise squared: 1 is as well as can be. */
export interface Score {
  readonly score: number;
  /** Standard error of the score over the steps. */
  readonly error: number;
}

/** Left-out errors of a fit, in noise units. */
export function leftOut({ residuals, variances, trust, basis }: EffectiveFit, folds: Folds): LeftOut {
  const roots = trust.map(Math.sqrt);
  const z = normalized({ residuals, variances }).map((value, i) => value * (roots[i] ?? 1));
  const out = leaveFoldsOut(basis, z, folds);
  // Back to the noise of the point itself: what a weighted-down point is missed by is not smaller for that.
  return {
    z: out.z.map((value, i) => value / (roots[i] ?? 1)),
    variance: out.variance.map((value, i) => 1 + (value - 1) / (roots[i] ?? 1) ** 2),
  };
}

/** The mean over folds of the mean squared error in each; beyond Huber's bend, errors count by their size alone where `robust`. */
export function scoreOf({ z }: LeftOut, folds: Folds, robust: boolean): Score {
  const means = new Float64Array(folds.count);
  for (let fold = 0; fold < folds.count; fold++) {
    const [from = 0, to = 0] = [folds.starts[fold], folds.starts[fold + 1]];
    for (let k = from; k < to; k++) {
      const size = Math.abs(z[folds.members[k] ?? 0] ?? Number.NaN);
      const cost = robust && size > HUBER ? HUBER * (2 * size - HUBER) : size * size;
      means[fold] = (means[fold] ?? 0) + cost / (to - from);
    }
  }
  let [sum, squares] = [0, 0];
  for (const mean of means) sum += mean / means.length;
  for (const mean of means) squares += (mean - sum) ** 2;
  return { score: sum, error: Math.sqrt(squares / (means.length - 1) / means.length) };
}

/** The first whose score is within one standard error of the best one's: given the simplest first, the simplest (1.5). */
export function simplest<T extends Score>(candidates: readonly T[]): T | undefined {
  const known = candidates.filter(({ score }) => Number.isFinite(score));
  const best = known.toSorted((a, b) => a.score - b.score)[0];
  return known.find(({ score }) => best !== undefined && score <= best.score + (best.error || 0));
}
