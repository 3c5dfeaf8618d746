import { BatchMeans, meanAndSd } from "../../src/core/stats.js";
import { NANOS_PER_SECOND, type Seconds } from "../../src/core/units.js";
import { trendOf, trendText } from "./steady.js";
import type { Aligned, StepWindow } from "./steps.js";
import { delayOf, firstFrom } from "./trace.js";

/** What one trace shows while a load step is steady. */
export interface PointValue {
  readonly mean: number;
  /** Standard uncertainty of the mean from the scatter of the samples, autocorrelation accounted for, and its degrees of freedom. */
  readonly u: number;
  readonly dof: number;
  /** Standard deviation of the samples: their ripple, for the bias of means through a curve (measurement.md 1.6). */
  readonly sd: number;
  readonly n: number;
}

/** One load step: what each trace showed, in the order of the traces, over the same span. */
export interface PairedPoint {
  readonly step: number;
  /** The steady part, in nanoseconds of the first trace's time. */
  readonly from: number;
  readonly to: number;
  readonly values: readonly PointValue[];
}

/** A load step that gives no point, and why. */
export interface ExcludedStep extends StepWindow {
  readonly reason: string;
}

/** How much of each step to use. */
export interface PointOptions {
  /** Left out at the start of every step, whatever it looks like. */
  readonly settleS?: Seconds;
  /** The shortest steady part that makes a point. */
  readonly minSteadyS: Seconds;
}

/** A mean of fewer has no scatter to speak of. */
const FEWEST_SAMPLES = 5;
const MOST_MISSING = 0.5;
/** The share of a step that is cut from its start when it is not steady yet. */
const CUT = 0.1;

/** One point for each step: means over the part of it in which every trace is steady. Points and exclusions are the windows. */
export function pairPoints(
  traces: readonly Aligned[],
  windows: readonly StepWindow[],
  options: PointOptions,
): { readonly points: readonly PairedPoint[]; readonly excluded: readonly ExcludedStep[] } {
  const points: PairedPoint[] = [];
  const excluded: ExcludedStep[] = [];
  for (const window of windows) {
    const found = steadyPart(traces, window, options);
    if (typeof found === "string") excluded.push({ ...window, reason: found });
    else points.push({ step: window.step, from: found.from, to: found.to, values: found.parts.map(pointValue) });
  }
  return { points, excluded };
}

interface Part {
  readonly at: Float64Array;
  readonly values: Float64Array;
}

/** The latest part of a step that is steady in every trace, its start cut off bit by bit. */
function steadyPart(traces: readonly Aligned[], window: StepWindow, { settleS = 0, minSteadyS }: PointOptions) {
  const { to } = window;
  const shortest = minSteadyS * NANOS_PER_SECOND;
  let from = window.from + settleS * NANOS_PER_SECOND;
  if (to - from < shortest) return `it lasts ${seconds(to - window.from)} s: too short`;
  for (;;) {
    const parts = traces.map((aligned) => samplesWithin(aligned, from, to));
    const few = parts.findIndex(({ values }) => !isEnough(values));
    if (few >= 0) return `trace ${few + 1} has too few samples in it`;
    const moving = parts.map(({ at, values }) => trendOf(at, values)).find(({ steady }) => !steady);
    if (moving === undefined) return { from, to, parts };
    const next = from + CUT * (to - from);
    if (to - next < shortest) return `it is not steady: it still changes by ${trendText(moving, to - from)}`;
    from = next;
  }
}

const seconds = (nanos: number): string => (nanos / NANOS_PER_SECOND).toPrecision(2);

function isEnough(values: Float64Array): boolean {
  const present = values.filter((value) => !Number.isNaN(value)).length;
  return present >= FEWEST_SAMPLES && present > MOST_MISSING * values.length;
}

/** The samples whose whole averaging window lies in the span. */
function samplesWithin({ trace, lagS }: Aligned, from: number, to: number): Part {
  const delay = delayOf(trace, lagS);
  const half = (trace.windowS / 2) * NANOS_PER_SECOND;
  const first = firstFrom(trace.at, from + half + delay);
  const end = firstFrom(trace.at, to - half + delay);
  return { at: trace.at.subarray(first, end), values: trace.values.subarray(first, end) };
}

function pointValue({ values }: Part): PointValue {
  const present = values.filter((value) => !Number.isNaN(value));
  const means = new BatchMeans();
  for (const value of present) means.add(value);
  const { u = Number.NaN, dof = Number.NaN } = means.noise() ?? {};
  return { ...meanAndSd(present), u, dof, n: present.length };
}
