import { MeasurementError } from "../../src/core/error.js";
import { NANOS_PER_SECOND, type Seconds } from "../../src/core/units.js";
import { correlations } from "./correlate.js";
import { parabola, peakOf } from "./peak.js";
import { delayOf, type Grid, onGrid, requireForward, type Trace } from "./trace.js";

/** How two traces of one load fit together in time. */
export interface Alignment {
  /** What `later` shows at t + lagS, `earlier` shows at t. Windows of the samples are accounted for. */
  readonly lagS: Seconds;
  /** Half-width of the lag: half of the slower one's period. */
  readonly withinS: Seconds;
  /** The correlation at that lag. */
  readonly correlation: number;
  /** It over that of the next best peak; undefined when there is no other. */
  readonly quality: number | undefined;
}

/** Two traces that one instrument took together need no lag. */
export const together: Alignment = { lagS: 0, withinS: 0, correlation: 1, quality: undefined };

/** Cells of the first grid, on which every lag is tried; each grid after it is so much finer. */
const COARSE_CELLS = 4096;
const FINER = 16;
const FINEST_CELLS = 1 << 20;
const LEAST_CELLS = 16;
/** The share of the common time by which one may be shifted against the other at most. */
const LARGEST_SHIFT = 0.25;
const DEFAULT_MAX_LAG: Seconds = 5;

/**
 * The lag between two traces of one load, by normalized cross-correlation: all lags up to `maxLagS` on a coarse grid,
 * then ever finer around the peak, and a parabola through the last. CANNOT_ALIGN when there is no one peak to trust.
 */
export function align(
  earlier: Trace,
  later: Trace,
  { maxLagS = DEFAULT_MAX_LAG }: { readonly maxLagS?: Seconds } = {},
): Alignment {
  requireForward(earlier, "the first trace");
  requireForward(later, "the second trace");
  const { from, to } = commonTime(earlier, later);
  const largest = Math.min(maxLagS * NANOS_PER_SECOND, LARGEST_SHIFT * (to - from));
  const [fast, slow] = [earlier.periodS, later.periodS].sort((a, b) => a - b).map((each) => each * NANOS_PER_SECOND);
  const finest = Math.max(fast ?? 0, (slow ?? 0) / 8, (to - from) / FINEST_CELLS);
  let step = Math.max(finest, Math.min((to - from) / COARSE_CELLS, largest / 8));
  const search = (around: number, reach: number) =>
    shifted({ earlier, later, from, to, step }, { around, reach, largest });

  const coarse = search(0, largest);
  const peak = peakOf(coarse.r, coarse.pairs);
  if (typeof peak === "string") throw cannotAlign(peak);
  let lag = coarse.lagAt(peak.index);
  let correlation = peak.height;
  while (step > finest) {
    const reach = 2 * step;
    step = Math.max(finest, step / FINER);
    const { r, lagAt } = search(lag, reach);
    const top = r.reduce((best, value, i) => (value > (r[best] ?? Number.NaN) ? i : best), Math.floor(r.length / 2));
    lag = lagAt(parabola(r, top));
    correlation = r[top] ?? correlation;
  }
  return {
    lagS: lag / NANOS_PER_SECOND,
    withinS: (slow ?? 0) / 2 / NANOS_PER_SECOND,
    correlation,
    quality: peak.second === undefined || peak.second <= 0 ? undefined : peak.height / peak.second,
  };
}

/** The span for which both have samples, in nanoseconds. */
function commonTime(earlier: Trace, later: Trace): { readonly from: number; readonly to: number } {
  const ends = [earlier, later].map((trace) => {
    const delay = delayOf(trace, 0);
    return [(trace.at[0] ?? Number.NaN) - delay, (trace.at.at(-1) ?? Number.NaN) - delay] as const;
  });
  const from = Math.max(...ends.map(([start]) => start));
  const to = Math.min(...ends.map(([, end]) => end));
  const longest = Math.max(earlier.periodS, later.periodS) * NANOS_PER_SECOND;
  if (to - from >= LEAST_CELLS * longest) return { from, to };
  throw cannotAlign("they have too little time in common");
}

interface Shifting {
  readonly earlier: Trace;
  readonly later: Trace;
  readonly from: number;
  readonly to: number;
  readonly step: number;
}

/** Correlations for the lags within `reach` of `around` on the grid of `step`; all of them in nanoseconds. */
function shifted(
  { earlier, later, from, to, step }: Shifting,
  { around, reach, largest }: { readonly around: number; readonly reach: number; readonly largest: number },
) {
  const most = Math.floor(largest / step);
  const inner: Grid = {
    first: from + largest,
    step,
    length: Math.max(0, Math.floor((to - from - 2 * largest) / step)),
  };
  const whole: Grid = { first: inner.first - most * step, step, length: inner.length + 2 * most };
  const middle = Math.round(around / step);
  const cells = Math.max(1, Math.ceil(reach / step));
  const range = { from: Math.max(0, most + middle - cells), to: Math.min(2 * most, most + middle + cells) };
  const found = correlations(onGrid(earlier, inner), onGrid(later, whole), range);
  return { ...found, lagAt: (index: number) => (index + range.from - most) * step };
}

const cannotAlign = (why: string): MeasurementError =>
  new MeasurementError(
    "CANNOT_ALIGN",
    `The two traces cannot be aligned in time: ${why}`,
    "Drive the load in steps of unequal lengths or in random order, or take both rails with one instrument",
  );
