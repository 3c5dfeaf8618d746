import type { Seconds } from "../core/units.js";
import { medianOf } from "./trace.js";

/** The instants at which a value became another: after the one and before the other of two polls. */
export interface Changes {
  /** The middle between the two polls. */
  readonly atS: Float64Array;
  /** Half of what lies between them. */
  readonly withinS: Float64Array;
  readonly value: Float64Array;
}

/** Even updates: `phaseS` + k `periodS`. */
export interface Grid {
  readonly periodS: Seconds;
  readonly phaseS: Seconds;
  /** Standard uncertainty of the period. */
  readonly uS: Seconds;
  /** Standard deviation of the changes around the grid. */
  readonly scatterS: Seconds;
}

const FEWEST = 6;
/** A wrong period leaves remainders anywhere within half of it: rms .29. */
const FITS = 0.16;

/**
 * The update period from the changes: the longest period of which the times between neighbouring changes are whole
 * multiples, then a line through all changes. An update that shows the same value again is no change, so the median
 * alone could be a multiple. Undefined of fewer than six changes or when no period fits.
 */
export function gridOf(changes: Changes): Grid | undefined {
  if (changes.atS.length < FEWEST) return undefined;
  const rough = roughPeriod(sharpSpacings(changes));
  return rough === undefined ? undefined : lineThrough(changes, rough);
}

/** The spacings between neighbouring changes that no slow call made vague. */
function sharpSpacings({ atS, withinS }: Changes): Float64Array {
  const most = 1.5 * medianOf(withinS);
  const spacings = atS.subarray(1).map((at, k) => at - (atS[k] ?? 0));
  return spacings.filter((_, k) => (withinS[k] ?? 0) <= most && (withinS[k + 1] ?? 0) <= most);
}

function roughPeriod(spacings: Float64Array): Seconds | undefined {
  const sorted = spacings.slice().sort();
  const quantiles = [0.05, 0.1, 0.25, 0.5].map((share) => sorted[Math.floor(share * sorted.length)] ?? 0);
  const candidates = quantiles.flatMap((spacing) => [spacing, spacing / 2, spacing / 3]).filter((each) => each > 0);
  for (const candidate of candidates.sort((a, b) => b - a)) {
    const period = settled(candidate, spacings);
    if (period !== undefined) return period;
  }
  return undefined;
}

/** How many periods a spacing may have to count, round by round: the period must be known well to count many. */
const REACH = [2.5, 4.5, 10.5] as const;
/** This share of the changes at least comes one period after another, and at most so many sooner. */
const SINGLE = 0.1;
const SOONER = 0.05;

/** The candidate, made better by the spacings that are one of it or few; undefined when the rest is no multiple. */
function settled(candidate: Seconds, spacings: Float64Array): Seconds | undefined {
  let period = candidate;
  for (const reach of REACH) {
    const near = spacings.filter((each) => each < reach * period && each > 0.5 * period);
    if (near.length === 0) return undefined;
    const steps = near.reduce((sum, each) => sum + Math.round(each / period), 0);
    period = near.reduce((sum, each) => sum + each, 0) / steps;
  }
  const short = spacings.filter((each) => each < REACH[2] * period);
  const rests = short.map((each) => each / period - Math.round(each / period));
  const rms = Math.hypot(...rests) / Math.sqrt(rests.length);
  const sooner = short.filter((each) => each < 0.5 * period).length;
  const single = short.filter((each) => each < 1.5 * period).length - sooner;
  const fits = rms < FITS && single >= SINGLE * short.length && sooner <= SOONER * short.length;
  return fits ? period : undefined;
}

/** The mean spacing of updates that wander: their times add up, and a line through them would follow the wandering. */
export function meanSpacing(changes: Changes, rough: Seconds): { readonly periodS: Seconds; readonly uS: Seconds } {
  const { atS } = changes;
  const steps = stepsOf(changes, rough);
  const total = steps.at(-1) ?? 0;
  const periodS = ((atS.at(-1) ?? 0) - (atS[0] ?? 0)) / total;
  const rests = atS.map((at, k) =>
    k === 0 ? 0 : at - (atS[k - 1] ?? 0) - periodS * ((steps[k] ?? 0) - (steps[k - 1] ?? 0)),
  );
  return { periodS, uS: Math.hypot(...rests) / total };
}

/** How far one change moves the phase that is expected of the next. */
const GAIN = 0.3;

/**
 * How many periods each change came after the first. The phase is followed: one slow call may place a change half a
 * period wrong, and what is counted from it alone would be wrong by one for ever.
 */
function stepsOf({ atS, withinS }: Changes, period: Seconds): Float64Array {
  const usual = medianOf(withinS);
  const steps = new Float64Array(atS.length);
  let expected = atS[0] ?? 0;
  for (let k = 1; k < atS.length; k++) {
    const step = Math.round(((atS[k] ?? 0) - expected) / period);
    steps[k] = (steps[k - 1] ?? 0) + step;
    expected += step * period;
    expected += GAIN * Math.min(1, (usual / (withinS[k] ?? usual)) ** 2) * ((atS[k] ?? 0) - expected);
  }
  return steps;
}

/** Least squares of the changes on how many periods each came after the first, as much as each is known. */
function lineThrough(changes: Changes, rough: Seconds): Grid {
  const { atS, withinS } = changes;
  const usual = medianOf(withinS);
  const weights = withinS.map((within) => (usual > 0 && within > 0 ? Math.min(4, (usual / within) ** 2) : 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const mean = (of: (k: number) => number) => weights.reduce((sum, weight, k) => sum + weight * of(k), 0) / total;
  let [period, phase, scatter, spread] = [rough, 0, 0, 1];
  for (let round = 0; round < 2; round++) {
    const steps = stepsOf(changes, period);
    const [step, at] = [(k: number) => steps[k] ?? 0, (k: number) => atS[k] ?? 0];
    const [middle, center] = [mean(step), mean(at)];
    spread = mean((k) => (step(k) - middle) ** 2);
    period = mean((k) => (step(k) - middle) * (at(k) - center)) / spread;
    phase = center - period * middle;
    scatter = Math.sqrt(mean((k) => (at(k) - phase - period * step(k)) ** 2));
  }
  const uS = scatter / Math.sqrt(spread * atS.length);
  return { periodS: period, phaseS: phase, uS, scatterS: scatter, ...withinAll(changes, period, 6 * uS) };
}

const ROUNDS = 60;

/**
 * The line that keeps away most from all bounds, when one lies within all. Polls that beat slowly with the updates are
 * late by much the same for long, which a line through the middles follows; the bounds it cannot pass.
 */
function withinAll(changes: Changes, period: Seconds, reachS: Seconds): Pick<Grid, "periodS" | "phaseS"> | undefined {
  const { atS, withinS } = changes;
  const steps = stepsOf(changes, period);
  const room = (candidate: Seconds) => {
    let [low, high] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let k = 0; k < atS.length; k++) {
      const middle = (atS[k] ?? 0) - candidate * (steps[k] ?? 0);
      low = Math.max(low, middle - (withinS[k] ?? 0));
      high = Math.min(high, middle + (withinS[k] ?? 0));
    }
    return { width: high - low, phaseS: (low + high) / 2 };
  };
  // the width is concave in the period
  let [from, to] = [period - reachS - period * 1e-4, period + reachS + period * 1e-4];
  for (let round = 0; round < ROUNDS; round++) {
    const third = (to - from) / 3;
    if (room(from + third).width < room(to - third).width) from += third;
    else to -= third;
  }
  const periodS = (from + to) / 2;
  const best = room(periodS);
  return best.width < 0 ? undefined : { periodS, phaseS: best.phaseS };
}
