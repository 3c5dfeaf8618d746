/** Samples to a mean, before the cut is looked for: less noise, and hardly any correlation from one to the next. */
const GROUP = 5;

/** Where a series has settled. */
export interface Cut {
  /** Leading values to leave out. */
  readonly at: number;
  /** The best cut is the latest one allowed: the series may not have settled yet. */
  readonly tooShort: boolean;
}

/**
 * MSER-5 (measurement.md 5.1): of all cuts up to half of the series the one whose rest has the smallest variance of the
 * mean. It looks at means of five values; with `group` 1 the values are such means already.
 */
export function mser(values: ArrayLike<number>, group = GROUP): Cut {
  const means = groupMeans(values, group);
  const half = Math.floor(means.length / 2);
  const variance = variancesOfRest(means);
  // what is left of a series without noise is rounding, and a later cut no better for it
  const rounding = 1e-12 * (variance[0] ?? 0);
  let best = 0;
  for (let d = 1; d <= half; d++) if ((variance[d] ?? Number.NaN) < (variance[best] ?? Number.NaN) - rounding) best = d;
  return { at: best * group, tooShort: half > 0 && best === half };
}

/** Means of every `group` values; what is left over at the end is left out. */
export const groupMeans = (values: ArrayLike<number>, group: number): Float64Array =>
  Float64Array.from({ length: Math.floor(values.length / group) }, (_, k) => {
    let sum = 0;
    for (let i = k * group; i < (k + 1) * group; i++) sum += values[i] ?? Number.NaN;
    return sum / group;
  });

/** For each cut d the variance of the values from d on, over their number: from the end, by Welford's recurrence. */
function variancesOfRest(values: Float64Array): Float64Array {
  const variances = new Float64Array(values.length);
  let [mean, squares] = [0, 0];
  for (let d = values.length - 1; d >= 0; d--) {
    const count = values.length - d;
    const step = (values[d] ?? Number.NaN) - mean;
    mean += step / count;
    squares += step * ((values[d] ?? Number.NaN) - mean);
    variances[d] = squares / count / count;
  }
  return variances;
}
