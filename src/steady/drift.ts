import { isStationary, meanAndSd } from "../core/stats.js";
import { groupMeans } from "./mser.js";
import { t995 } from "./student.js";

/** Relative change over the whole series below which a drift does not matter (measurement.md 5.1). */
const HARMLESS = 0.005;
/** Blocks long enough to have little to do with each other, and enough of them to tell a slope. */
const BLOCKS = 20;

/** A straight line through a series. */
export interface Line {
  /** Change from the beginning to the end, in the unit of the values. */
  readonly change: number;
  /** Half-width of its 99 % confidence interval. */
  readonly U99: number;
}

/** What is left of equally spaced values when their line is taken off. */
export function detrended(values: ArrayLike<number>): Float64Array {
  const change = lineOf(values)?.change ?? 0;
  const { mean } = meanAndSd(values);
  return Float64Array.from(values, (value, i) => value - mean - change * ((i + 0.5) / values.length - 0.5));
}

/** Least squares over equally spaced values; undefined of fewer than five: of so few it says nothing. */
export function lineOf(values: ArrayLike<number>): Line | undefined {
  const n = values.length;
  if (n < 5) return undefined;
  const { mean } = meanAndSd(values);
  const middle = (n - 1) / 2;
  let [products, squares] = [0, 0];
  for (let i = 0; i < n; i++) {
    products += (i - middle) * (values[i] ?? Number.NaN);
    squares += (i - middle) ** 2;
  }
  const slope = products / squares;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += ((values[i] ?? Number.NaN) - mean - slope * (i - middle)) ** 2;
  const u = Math.sqrt(rest / (n - 2) / squares);
  return { change: slope * n, U99: t995(n - 2) * u * n };
}

/**
 * The drift of a series in which it has not settled: the confidence interval of its slope does not contain 0, over its
 * length it makes at least .5 % of the mean, and the level is rejected by KPSS (measurement.md 5.1). The line goes through
 * about 20 block means, for the slope of values that remember is known far worse than it looks. Undefined without one.
 */
export function driftOf(values: ArrayLike<number>): Line | undefined {
  const blocks = groupMeans(values, Math.max(1, Math.floor(values.length / BLOCKS)));
  const line = lineOf(blocks);
  if (line === undefined || Math.abs(line.change) <= line.U99) return undefined;
  const { mean } = meanAndSd(values);
  return Math.abs(line.change) < HARMLESS * Math.abs(mean) || isStationary(blocks) ? undefined : line;
}
