import { type LinearFit, leastSquares, type Matrix } from "./linear.js";
import { median } from "./median.js";
import { columnOf, lossAt, namedTerms, slopeAt, type Term, type Terms } from "./models.js";
import type { PairedPoints } from "./points.js";

/** Terms fitted with the weights that belong to them. */
export interface EffectiveFit {
  readonly names: readonly Term[];
  readonly terms: Terms;
  /** Input minus output minus fitted loss, W. */
  readonly residuals: Float64Array;
  /** Variance of each residual by the noise of its point, W^2; where no noise is given, the square of the input. */
  readonly variances: Float64Array;
  /** Factor of Huber on each weight, 1 where the point is believed. */
  readonly trust: Float64Array;
  /** Of `names`; not yet scaled. */
  readonly covariance: Matrix;
  readonly basis: readonly Float64Array[];
}

const MOST_PASSES = 8;
const LEAST_PASSES = 3;
const SETTLED = 1e-4;
/** Huber's tuning constant: 95 % efficient for normal noise. */
export const HUBER = 1.345;

/**
 * Weighted fit of some terms to input minus output power, errors in both taken into the weights (effective variance,
 * measurement.md 1.3): 3 to 8 passes, each with the slope of the pass before. With `robust`, Huber's factors go along.
 * Undefined where the points do not determine the terms.
 */
export function fitTerms(points: PairedPoints, names: readonly Term[], robust: boolean): EffectiveFit | undefined {
  const columns = names.map((name) => columnOf(name, points));
  const y = points.inputW.map((input, i) => input - (points.currentA[i] ?? 0) * (points.voltageV[i] ?? 0));
  let variances = variancesAt(points, { a: 0, b: 0, c: 0, k: 0 });
  let trust: Float64Array = new Float64Array(y.length).fill(1);
  let before: Terms | undefined;
  for (let pass = 1; ; pass++) {
    const fit = leastSquares({ columns, y, weights: weightsOf(variances, trust) });
    if (fit === undefined) return undefined;
    const terms = namedTerms(names, fit.theta);
    if (pass >= MOST_PASSES || (pass >= LEAST_PASSES && isSettled({ fit, names, terms, before })))
      return { names, terms, variances, trust, ...picked(fit) };
    before = terms;
    variances = variancesAt(points, terms);
    if (robust) trust = huberFactors(fit.residuals, variances, points.noise !== undefined);
  }
}

const picked = ({ residuals, covariance, basis }: LinearFit) => ({ residuals, covariance, basis });

interface Progress {
  readonly fit: LinearFit;
  readonly names: readonly Term[];
  readonly terms: Terms;
  readonly before: Terms | undefined;
}

/** No term moves by more than a small part of its standard uncertainty. */
const isSettled = ({ fit, names, terms, before }: Progress): boolean =>
  before !== undefined &&
  names.every((name, k) => {
    const variance = ((fit.covariance[k]?.[k] ?? 0) * fit.chi2) / Math.max(1, fit.dof);
    return (terms[name] - before[name]) ** 2 <= SETTLED ** 2 * variance;
  });

/** Variance of input minus fitted at each point: the input's own, and what current and voltage bring along the slope. */
function variancesAt({ currentA, voltageV, inputW, noise }: PairedPoints, terms: Terms): Float64Array {
  const variances = new Float64Array(inputW.length);
  for (let i = 0; i < variances.length; i++) {
    const current = currentA[i] ?? 0;
    if (noise === undefined) {
      variances[i] = (inputW[i] ?? 0) ** 2;
      continue;
    }
    const slope = slopeAt(terms, current, voltageV[i] ?? 0);
    const alone = (noise.inputW[i] ?? 0) ** 2 + (slope * (noise.currentA[i] ?? 0)) ** 2;
    const voltage = (1 + terms.k) * current * (noise.voltageV[i] ?? 0);
    const shared = 2 * slope * (noise.inputCurrent?.[i] ?? 0);
    // A covariance that claims more than both noises together must not make a weight negative.
    variances[i] = Math.max(alone + voltage * voltage - shared, Number.EPSILON * alone);
  }
  return variances;
}

function weightsOf(variances: Float64Array, trust: Float64Array): Float64Array {
  const weights = new Float64Array(variances.length);
  for (let i = 0; i < weights.length; i++) weights[i] = (trust[i] ?? 1) / (variances[i] ?? Number.NaN);
  return weights;
}

/** min(1, 1.345/|z|); noise that is larger than stated for all points alike makes no outliers. */
function huberFactors(residuals: Float64Array, variances: Float64Array, known: boolean): Float64Array {
  const factors = normalized({ residuals, variances });
  const spread = 1.4826 * medianDeviation(factors);
  const bend = HUBER * (known ? Math.max(1, spread) : spread);
  for (let i = 0; i < factors.length; i++) {
    const size = Math.abs(factors[i] ?? Number.NaN);
    factors[i] = size <= bend ? 1 : bend / size;
  }
  return factors;
}

function medianDeviation(values: Float64Array): number {
  const middle = median(values);
  const deviations = values.slice();
  for (let i = 0; i < deviations.length; i++) deviations[i] = Math.abs((deviations[i] ?? Number.NaN) - middle);
  return median(deviations);
}

/** Residuals over the noise of their points. */
export function normalized({ residuals, variances }: Pick<EffectiveFit, "residuals" | "variances">): Float64Array {
  const z = new Float64Array(residuals.length);
  for (let i = 0; i < z.length; i++) z[i] = (residuals[i] ?? Number.NaN) / Math.sqrt(variances[i] ?? Number.NaN);
  return z;
}

/** The same weights, fewer terms: what is left when some must not be negative. */
export function refitTerms(points: PairedPoints, from: EffectiveFit, names: readonly Term[]): EffectiveFit | undefined {
  const fit = leastSquares({
    columns: names.map((name) => columnOf(name, points)),
    y: from.residuals.map(
      (residual, i) => residual + lossAt(from.terms, points.currentA[i] ?? 0, points.voltageV[i] ?? 0),
    ),
    weights: weightsOf(from.variances, from.trust),
  });
  return fit && { ...from, names, terms: namedTerms(names, fit.theta), ...picked(fit) };
}
