import { student95 } from "../../src/core/stats.js";
import { upwardScale } from "./diagnostics.js";
import type { LineFit } from "./line.js";
import { leastSquares } from "./linear.js";
import type { UsableSensorPoints } from "./sensor-points.js";

/** Whether a quadratic term, added to a sensor's line, is more than noise (measurement.md 2.2). */
export interface Linearity {
  /** The term, one over the unit. */
  readonly quadratic: number;
  /** The term over its standard uncertainty, and the size that chance reaches in 5 % of cases. */
  readonly t: number;
  readonly limit: number;
  readonly isLinear: boolean;
  /** What the term makes at the middle of the range against its ends, in the sensor's unit. */
  readonly bow: number;
}

const LEAST_POINTS = 4;

/** The t-value of a quadratic term; undefined of fewer than four points, or at fewer than three different readings. */
export function linearityOf({ raw, reference, uRaw, uReference, isNoiseKnown }: UsableSensorPoints, line: LineFit) {
  if (raw.length < LEAST_POINTS) return undefined;
  const weights = uReference.map((u, i) => 1 / (u * u + (line.slope * (uRaw[i] ?? 0)) ** 2));
  const columns = [raw.map(() => 1), raw, raw.map((value) => value * value)];
  const fit = leastSquares({ columns, y: reference, weights });
  if (fit === undefined) return undefined;
  const scale = isNoiseKnown ? upwardScale(fit.chi2, fit.dof) : fit.chi2 / fit.dof;
  const quadratic = fit.theta[2] ?? Number.NaN;
  const t = quadratic / Math.sqrt(scale * (fit.covariance[2]?.[2] ?? Number.NaN));
  const limit = student95(isNoiseKnown ? Number.POSITIVE_INFINITY : fit.dof);
  const half = (Math.max(...extremes(raw)) - Math.min(...extremes(raw))) / 2;
  return { quadratic, t, limit, isLinear: !(Math.abs(t) > limit), bow: quadratic * half * half } satisfies Linearity;
}

const extremes = (values: Float64Array): readonly number[] => {
  const sorted = values.toSorted();
  return [sorted[0] ?? Number.NaN, sorted.at(-1) ?? Number.NaN];
};
