import type { Matrix } from "./linear.js";

/** Points of a line whose both coordinates are uncertain, each with its own standard uncertainties. */
export interface LinePoints {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly ux: Float64Array;
  readonly uy: Float64Array;
  /** Correlation of the two errors of a point, -1 to 1; without it, none. */
  readonly correlation?: Float64Array;
}

/** y = slope x + intercept. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

/** A line with what is known of it. */
export interface LineFit extends Line {
  /** Of slope and intercept, in this order, as the given uncertainties make it. */
  readonly covariance: Matrix;
  /** Sum of the squared distances of the points from the line, each over its variance. */
  readonly chi2: number;
  readonly dof: number;
}

const MOST_PASSES = 100;
const CONVERGED = 1e-13;

/**
 * The line through points with errors in both coordinates, by York et al. 2004 (measurement.md 1.3), from the least-squares
 * slope. Undefined of fewer than two different x, and where the iteration does not settle, as for a cloud without a slope.
 */
export function york(points: LinePoints): LineFit | undefined {
  let slope = ordinarySlope(points);
  for (let pass = 0; pass < MOST_PASSES && Number.isFinite(slope); pass++) {
    const state = yorkPass(points, slope);
    const change = Math.abs(state.slope - slope);
    slope = state.slope;
    if (change <= CONVERGED * Math.abs(slope)) return finished(points, yorkPass(points, slope));
  }
  return undefined;
}

function ordinarySlope({ x, y }: LinePoints): number {
  const { xx, xy } = moments(x, y);
  return xy / xx;
}

interface Pass {
  readonly slope: number;
  readonly intercept: number;
  readonly weights: Float64Array;
  /** x of the point of the line that each point belongs to. */
  readonly adjusted: Float64Array;
}

function yorkPass(points: LinePoints, slope: number): Pass {
  const { x, y, ux, uy, correlation } = points;
  const weights = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) weights[i] = 1 / varianceAcross(points, i, slope);
  const xm = weightedMean(x, weights);
  const ym = weightedMean(y, weights);
  const adjusted = new Float64Array(x.length);
  let along = 0;
  let across = 0;
  for (let i = 0; i < x.length; i++) {
    const [w, sx, sy] = [weights[i] ?? 0, ux[i] ?? 0, uy[i] ?? 0];
    const [u, z] = [(x[i] ?? 0) - xm, (y[i] ?? 0) - ym];
    // With omega = 1/u^2: 1/omega_y = uy^2, 1/omega_x = ux^2, r/alpha = r ux uy. So an exact coordinate needs no infinity.
    const beta = w * (u * sy * sy + slope * z * sx * sx - (slope * u + z) * (correlation?.[i] ?? 0) * sx * sy);
    along += w * beta * u;
    across += w * beta * z;
    adjusted[i] = xm + beta;
  }
  const next = across / along;
  return { slope: next, intercept: ym - next * xm, weights, adjusted };
}

/** Variance of y - slope x at a point. */
function varianceAcross({ ux, uy, correlation }: LinePoints, i: number, slope: number): number {
  const [sx, sy] = [slope * (ux[i] ?? 0), uy[i] ?? 0];
  return sy * sy + sx * sx - 2 * (correlation?.[i] ?? 0) * sx * sy;
}

function finished(points: LinePoints, { slope, intercept, weights, adjusted }: Pass): LineFit | undefined {
  const { x, y } = points;
  const center = weightedMean(adjusted, weights);
  let total = 0;
  let spread = 0;
  let chi2 = 0;
  for (let i = 0; i < x.length; i++) {
    const w = weights[i] ?? 0;
    total += w;
    spread += w * ((adjusted[i] ?? 0) - center) ** 2;
    chi2 += w * ((y[i] ?? 0) - slope * (x[i] ?? 0) - intercept) ** 2;
  }
  if (!(spread > 0 && Number.isFinite(spread))) return undefined;
  const variance = 1 / spread;
  const shared = -center * variance;
  const covariance = [
    [variance, shared],
    [shared, 1 / total + center * center * variance],
  ];
  return { slope, intercept, covariance, chi2, dof: x.length - 2 };
}

function weightedMean(values: Float64Array, weights: Float64Array): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    sum += (weights[i] ?? 0) * (values[i] ?? 0);
    total += weights[i] ?? 0;
  }
  return sum / total;
}

/** Means and centred sums of squares and products. */
export function moments(x: Float64Array, y: Float64Array) {
  const one = new Float64Array(x.length).fill(1);
  const xm = weightedMean(x, one);
  const ym = weightedMean(y, one);
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [u, z] = [(x[i] ?? 0) - xm, (y[i] ?? 0) - ym];
    xx += u * u;
    xy += u * z;
    yy += z * z;
  }
  return { xm, ym, xx, xy, yy };
}

/** The line with one ratio of variances u_y^2 / u_x^2 at every point, in closed form (measurement.md 1.3). */
export function deming(x: Float64Array, y: Float64Array, varianceRatio: number): Line | undefined {
  const { xm, ym, xx, xy, yy } = moments(x, y);
  const difference = yy - varianceRatio * xx;
  const slope = (difference + Math.sqrt(difference ** 2 + 4 * varianceRatio * xy ** 2)) / (2 * xy);
  return Number.isFinite(slope) ? { slope, intercept: ym - slope * xm } : undefined;
}
