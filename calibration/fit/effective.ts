import { type LinearFit, leastSquares, type Matrix } from "./linear.js";
import { columnOf, lossAt, namedTerms, slopeAt, type Term, type Terms } from "./models.js";
import type { PairedPoints } from "./points.js";
import { median } from "./theil-sen.js";

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
const SETTLED = 1e-10;
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
    if (pass >= MOST_PASSES || (pass >= LEAST_PASSES && isSettled(terms, before)))
      return { names, terms, variances, trust, ...picked(fit) };
    before = terms;
    variances = variancesAt(points, terms);
    if (robust) trust = huberFactors(fit.residuals, variances, points.noise !== undefined);
  }
}

const picked = ({ residuals, covariance, basis }: LinearFit) => ({ residuals, covariance, basis });

/** No term moves by more than a tiny part of itself. */
const isSettled = (terms: Terms, before: Terms | undefined): boolean =>
  before !== undefined &&
  (Object.keys(terms) as Term[]).every(
    (name) => Math.abs(terms[name] - before[name]) <= SETTLED * Math.abs(terms[name]),
  );

/** Variance of input minus fitted at each point: the input's own, and what current and voltage bring along the slope. */
function variancesAt({ currentA, voltageV, inputW, noise }: PairedPoints, terms: Terms): Float64Array {
  if (noise === undefined) return inputW.map((input) => input * input);
  return inputW.map((_, i) => {
    const [current, voltage] = [currentA[i] ?? 0, voltageV[i] ?? 0];
    const slope = slopeAt(terms, current, voltage);
    const [uP, uI, uV] = [noise.inputW[i] ?? 0, noise.currentA[i] ?? 0, noise.voltageV[i] ?? 0];
    const shared = 2 * slope * (noise.inputCurrent?.[i] ?? 0);
    const variance = uP ** 2 + (slope * uI) ** 2 + ((1 + terms.k) * current * uV) ** 2 - shared;
    // A covariance that claims more than both noises together must not make a weight negative.
    return Math.max(variance, Number.EPSILON * (uP ** 2 + (slope * uI) ** 2));
  });
}

const weightsOf = (variances: Float64Array, trust: Float64Array): Float64Array =>
  variances.map((variance, i) => (trust[i] ?? 1) / variance);

/** min(1, 1.345/|z|); noise that is larger than stated for all points alike makes no outliers. */
function huberFactors(residuals: Float64Array, variances: Float64Array, known: boolean): Float64Array {
  const z = residuals.map((residual, i) => residual / Math.sqrt(variances[i] ?? Number.NaN));
  const spread = 1.4826 * medianDeviation(z);
  const scale = known ? Math.max(1, spread) : spread;
  return z.map((value) => (Math.abs(value) <= HUBER * scale ? 1 : (HUBER * scale) / Math.abs(value)));
}

function medianDeviation(values: Float64Array): number {
  const middle = median(values);
  return median(values.map((value) => Math.abs(value - middle)));
}

/** Residuals over the noise of their points. */
export const normalized = ({ residuals, variances }: Pick<EffectiveFit, "residuals" | "variances">): Float64Array =>
  residuals.map((residual, i) => residual / Math.sqrt(variances[i] ?? Number.NaN));

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
