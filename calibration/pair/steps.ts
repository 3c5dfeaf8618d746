import { NANOS_PER_SECOND, type Seconds } from "../../src/core/units.js";
import { changepoints, noiseOf, rangeOf, type Series } from "./changepoints.js";
import { delayOf, onGrid, type Trace } from "./trace.js";

/** A span in which the load was meant to stay as it is, in nanoseconds of the traces' own time. */
export interface StepWindow {
  /** From 0, in order of time; each window has its own. */
  readonly step: number;
  readonly from: number;
  readonly to: number;
}

/** A trace, and by how much it is later than the first one (`align`). */
export interface Aligned {
  readonly trace: Trace;
  readonly lagS: Seconds;
}

/** Where to look for steps. */
export interface StepOptions {
  /** The shortest time a load is held. */
  readonly minDwellS: Seconds;
}

/** Cells a plateau of the shortest length has, and what a grid may have in all. */
const CELLS_PER_DWELL = 10;
const MOST_CELLS = 20_000;
/** Levels that differ by less than this share of the range are one: wander within a load, not a step. */
const LEAST_STEP = 0.02;
/** Levels that differ by no more than so many times the scatter of both are one: the division was chosen to part them. */
const SIGMAS = 5;

/**
 * The load steps that the traces themselves show: plateaus of at least `minDwellS`, by changes of level in all of them
 * together. A step of less than 2 % of a trace's range is not told from wander. Settling at their start is still inside.
 */
export function findSteps(traces: readonly Aligned[], { minDwellS }: StepOptions): readonly StepWindow[] {
  const { from, to } = commonTime(traces);
  const slowest = Math.max(...traces.map(({ trace }) => trace.periodS));
  const span = to - from;
  const step = Math.max(NANOS_PER_SECOND * Math.max(slowest, minDwellS / CELLS_PER_DWELL), span / MOST_CELLS);
  const length = Math.floor(span / step);
  if (!(length > 0)) return [];
  const series = traces.map(({ trace, lagS }) => onGrid(trace, { first: from + step / 2, step, length }, lagS));
  const least = Math.max(1, Math.floor((minDwellS * NANOS_PER_SECOND) / step));
  const starts = mergeAlike(changepoints(series, least), series);
  // the change itself lies somewhere within a cell, on either side of the edge
  return starts.map((start, index) => ({
    step: index,
    from: from + step * (start + (start === 0 ? 0 : 1)),
    to: from + step * ((starts[index + 1] ?? length + 1) - 1),
  }));
}

function commonTime(traces: readonly Aligned[]): { readonly from: number; readonly to: number } {
  const ends = traces.map(({ trace, lagS }) => {
    const delay = delayOf(trace, lagS);
    return [(trace.at[0] ?? Number.NaN) - delay, (trace.at.at(-1) ?? Number.NaN) - delay] as const;
  });
  return { from: Math.max(...ends.map(([start]) => start)), to: Math.min(...ends.map(([, end]) => end)) };
}

/** Takes out the edges between neighbours of one level, the least different first. */
function mergeAlike(starts: readonly number[], series: Series): readonly number[] {
  const kept = [...starts];
  const scales = series.map((values) => ({ range: rangeOf(values), noise: noiseOf(values) }));
  for (;;) {
    const differences = kept.slice(1).map((edge, i) => {
      const pieces = [kept[i] ?? 0, edge, kept[i + 2]] as const;
      return Math.max(...series.map((values, s) => stepAt(values, scales[s] ?? { range: 0, noise: 0 }, pieces)));
    });
    const least = Math.min(...differences);
    if (!(least < 1)) return kept;
    kept.splice(differences.indexOf(least) + 1, 1);
  }
}

/** The step of level between two pieces, over the least that is no wander and no noise. */
function stepAt(
  values: Float64Array,
  { range, noise }: { readonly range: number; readonly noise: number },
  [start, edge, end = values.length]: readonly [number, number, number | undefined],
): number {
  const difference = Math.abs(median(values.slice(edge, end)) - median(values.slice(start, edge)));
  // a median scatters by 1.25 sd / root n
  const scatter = 1.25 * noise * Math.hypot(1 / Math.sqrt(edge - start), 1 / Math.sqrt(end - edge));
  const least = Math.max(LEAST_STEP * range, SIGMAS * scatter);
  return range === 0 || Number.isNaN(difference) ? 0 : difference / least;
}

function median(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value)).sort();
  return present[present.length >> 1] ?? Number.NaN;
}
