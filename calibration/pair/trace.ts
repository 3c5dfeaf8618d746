import { MeasurementError } from "../../src/core/error.js";
import { NANOS_PER_SECOND, type Seconds } from "../../src/core/units.js";

/** One quantity over time, as one instrument gave it. */
export interface Trace {
  /** Nanoseconds after an instant that all traces share; increasing. */
  readonly at: Float64Array;
  /** NaN where there is no value. */
  readonly values: Float64Array;
  /** Nominal spacing of new values. */
  readonly periodS: Seconds;
  /** What a sample is the mean of: the span of this length that ends at its instant. 0: the instant itself. */
  readonly windowS: Seconds;
}

/** Equally spaced instants: the middles of cells. */
export interface Grid {
  /** The first, in nanoseconds. */
  readonly first: number;
  /** Spacing, in nanoseconds. */
  readonly step: number;
  readonly length: number;
}

/** Neighbours further apart than so many periods have a gap between them, over which nothing is drawn. */
const GAP_PERIODS = 2.5;

/** How long after the span it stands for a sample is stamped: half its window, and the lag of its instrument; ns. */
export const delayOf = (trace: Trace, lagS: Seconds): number => (trace.windowS / 2 + lagS) * NANOS_PER_SECOND;

/** Index of the first sample at or after `at` (ns). */
export function firstFrom(times: Float64Array, at: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** RECORDING when the times of a trace do not increase: everything that searches in them would be wrong. */
export function requireForward({ at }: Trace, name: string): void {
  const wrong = at.findIndex((time, i) => i > 0 && !(time > (at[i - 1] ?? Number.NaN)));
  if (wrong < 0) return;
  throw new MeasurementError(
    "RECORDING",
    `The times of ${name} do not go forward at sample ${wrong}`,
    "Leave out the samples before or after that place",
  );
}

/**
 * A trace on a grid: the mean of the samples whose middle lies in a cell; between samples further apart than a cell the
 * straight line; NaN in a gap and beyond the ends.
 */
export function onGrid(trace: Trace, { first, step, length }: Grid, lagS: Seconds = 0): Float64Array {
  const { at, values, periodS } = trace;
  const delay = delayOf(trace, lagS);
  const reach = Math.max(GAP_PERIODS * periodS * NANOS_PER_SECOND, step);
  const gridded = new Float64Array(length).fill(Number.NaN);
  let next = firstFrom(at, first - step / 2 + delay);
  for (let cell = 0; cell < length; cell++) {
    const middle = first + cell * step + delay;
    let sum = 0;
    let count = 0;
    for (; next < at.length && (at[next] ?? 0) < middle + step / 2; next++) {
      const value = values[next] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      sum += value;
      count++;
    }
    gridded[cell] = count > 0 ? sum / count : between(trace, { next, middle, reach });
  }
  return gridded;
}

function between(
  { at, values }: Trace,
  { next, middle, reach }: { next: number; middle: number; reach: number },
): number {
  const [before, after] = [at[next - 1] ?? Number.NaN, at[next] ?? Number.NaN];
  if (!(after - before <= reach)) return Number.NaN;
  const share = Math.min(Math.max((middle - before) / (after - before), 0), 1);
  return (values[next - 1] ?? Number.NaN) * (1 - share) + (values[next] ?? Number.NaN) * share;
}
