import type { Seconds } from "../core/units.js";
import type { Bucket, Stamp } from "./bucket.js";

/** The line through the 0.1 % quantiles of both halves of a span. */
export interface EarlyGuard {
  readonly slope: number;
  /** Its height where x is zero. */
  readonly height: Seconds;
  /** How many stamps it was drawn from. */
  readonly count: number;
}

/** A stamp this far below the guard is no arrival (measurement.md 3.2). */
export const EARLY_S: Seconds = 1e-3;
const QUANTILE = 1e-3;
/** With fewer stamps in a half its quantile is the earliest one itself, and protects from nothing. */
const FEWEST = 300;
/** However few, two stamps alone do not make the quantile. */
const LEAST_RANK = 3;

/** The guard of a span; undefined where it has too few stamps for one. */
export function earlyGuard(buckets: readonly Bucket[], middle: Seconds, count: number): EarlyGuard | undefined {
  const isLeft = (bucket: Bucket) => bucket.middle < middle;
  const left = quantile(buckets.filter(isLeft));
  const right = quantile(buckets.filter((bucket) => !isLeft(bucket)));
  if (left === undefined || right === undefined || left.x === right.x) return undefined;
  const slope = (right.delay - left.delay) / (right.x - left.x);
  return { slope, height: left.delay - slope * left.x, count };
}

function quantile(buckets: readonly Bucket[]): Stamp | undefined {
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  if (count < FEWEST) return undefined;
  const earliest = buckets.flatMap((bucket) => bucket.earliest()).sort((a, b) => a.delay - b.delay);
  const rank = Math.max(LEAST_RANK, Math.ceil(QUANTILE * count));
  return earliest[Math.min(rank, earliest.length) - 1];
}
