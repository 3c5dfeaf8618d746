import type { Interval } from "../../../calibration/fit/regulator-fit.js";

/** So many standard deviations hold nearly all samples of a step. */
const SIGMAS = 3;

/**
 * The range of step means, and what the samples of the outermost steps scattered beyond it: they were measured too, and
 * without them half of what the same load draws again would lie outside. It never goes below 0 by it.
 */
export function reachOf(means: ArrayLike<number>, sds: ArrayLike<number>): Interval {
  let [low, high] = [0, 0];
  for (let i = 1; i < means.length; i++) {
    if (at(means, i) < at(means, low)) low = i;
    if (at(means, i) > at(means, high)) high = i;
  }
  const [lowest, highest] = [at(means, low), at(means, high)];
  const scatter = (i: number) => SIGMAS * (Number.isFinite(sds[i]) ? (sds[i] ?? 0) : 0);
  return [Math.min(lowest, Math.max(0, lowest - scatter(low))), highest + scatter(high)];
}

const at = (values: ArrayLike<number>, i: number): number => values[i] ?? Number.NaN;

/** What the summary says where a range is more than that of the means. */
export const REACHES = `with the outermost steps' own scatter (${SIGMAS} sd)`;
