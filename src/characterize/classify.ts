import { MeasurementError } from "../core/error.js";
import type { Seconds } from "../core/units.js";
import type { Load } from "./load.js";
import { lowest } from "./lowest.js";
import { Misfit } from "./misfit.js";
import { bestDelay, bestOf, type Candidate, withRamp } from "./models.js";
import { isCommensurate } from "./pattern.js";
import type { Sight } from "./response.js";
import { meanPower, onlyGrows, shownBy } from "./shown.js";
import { medianOf, type Polls, type Trace } from "./trace.js";
import { describeUpdates, type Updates } from "./updates.js";

/** What a sample of a sensor means, and so how it is integrated (measurement.md 4.1). */
export type SensorKind = "instantaneous" | "boxcar" | "running-mean" | "lag" | "counter";

/** A sensor as a recording of a known load shows it. A lag beside a window is the ramp of the load. */
export interface Character extends Sight {
  readonly kind: SensorKind;
  /** Spacing of its values; of the polls where every one shows a new value, and then its own is at most that. */
  readonly periodS: Seconds;
  readonly updates: Updates;
  /** Standard uncertainty of the delay: by the misfit's curvature, or T/sqrt(12 K) over K edges where it has none (3.5). */
  readonly uDelayS: Seconds;
  /** How much later it is in the second half of the load than in the first; undefined where a half does not tell. */
  readonly driftS: Seconds | undefined;
  /** What it shows without load and with full load. */
  readonly low: number;
  readonly high: number;
  /** Share of the variance of what it showed that the load and this kind of sensor explain. */
  readonly explained: number;
  /** How much likelier this kind is than the next best: the difference of their information criteria (BIC). */
  readonly evidence: number;
  /** The edges fell on too few phases of the period to know the delay or the window. */
  readonly commensurate: boolean;
}

/** The longest delay and window looked for, when the caller does not say. */
const LONGEST_DELAY_S: Seconds = 1;
const LONGEST_WINDOWS = 16;
/** Windows up to this many periods are of a boxcar; a longer one is a running mean, whose samples overlap. */
const OVERLAP = 1.5;
/** Less explained than this, the load is not what moved the sensor. */
const LEAST_EXPLAINED = 0.5;
const FEWEST = 16;
/** A sensor that repeats itself in less than this share of the polls makes new values as fast as it is asked. */
const EVERY_POLL = 0.05;
/** Of one more free quantity, in units of what BIC asks: timing errors of the polls are no independent noise. */
const PRICE = 2;

/**
 * The kind of a sensor, its window or lag, and its delay, from polls of it under a known load: the update period first,
 * then the kind of which the least squares of 3.5 leave least, one more free quantity paid for as BIC does.
 * CANNOT_ALIGN when the recording does not tell.
 */
export function classifySensor(
  polls: Polls,
  load: Load,
  options: { readonly longestDelayS?: Seconds } = {},
): Character {
  const updates = describeUpdates(polls);
  const everyPoll = updates.periodS === undefined && updates.duplicates < EVERY_POLL ? asTrace(polls) : undefined;
  const periodS = updates.periodS ?? (everyPoll && spacingOf(everyPoll));
  if (periodS === undefined) throw cannotTell(updates.unknown[0] ?? "its update period is not known");
  const shown = everyPoll ?? shownBy(polls, updates);
  const counts = onlyGrows(shown);
  const misfit = new Misfit(counts ? meanPower(shown, periodS) : shown, load);
  if (misfit.count < FEWEST) throw cannotTell("there are too few updates");
  const range = {
    fromS: -periodS,
    toS: options.longestDelayS ?? LONGEST_DELAY_S,
    stepS: Math.max(periodS / 4, (options.longestDelayS ?? LONGEST_DELAY_S) / 400),
  };
  const families = counts
    ? [{ kind: "counter" as const, free: 2, ...bestDelay(misfit, range, { windowS: periodS }) }]
    : candidates(misfit, range, periodS);
  const floor = floorOf(misfit, updates);
  const score = ({ sse, free }: Family) => misfit.count * Math.log(sse + floor) + PRICE * free * Math.log(misfit.count);
  const [best, ...others] = families.sort((a, b) => score(a) - score(b));
  const next = others.find(({ kind }) => kind !== best?.kind);
  if (best === undefined || best.sse > (1 - LEAST_EXPLAINED) * misfit.total) {
    throw cannotTell("what it showed does not follow the load");
  }
  const delay = delayOf(misfit, best.sight, periodS);
  const sight = { ...best.sight, delayS: delay.atS };
  const { low, high, sse } = misfit.fit(sight);
  return {
    ...sight,
    kind: best.kind,
    periodS,
    updates,
    uDelayS: delay.uS,
    driftS: driftOf(misfit, sight, periodS),
    low,
    high,
    explained: 1 - sse / misfit.total,
    evidence: next === undefined ? Number.POSITIVE_INFINITY : score(next) - score(best),
    commensurate: isCommensurate(load, { periodS, seenS: sight.windowS + 2 * sight.lagS }),
  };
}

interface Family extends Candidate {
  readonly kind: SensorKind;
  /** Quantities that were fitted, besides the two powers. */
  readonly free: number;
}

/** Every kind of sensor that shows power, as well as it can. */
function candidates(misfit: Misfit, range: Parameters<typeof bestDelay>[1], periodS: Seconds): Family[] {
  const windows = [0.06, 0.12, 0.25, 0.5, 0.75, 1, 1.5, 2.2, 3.3, 5, 7.2, 10, 14].filter((n) => n <= LONGEST_WINDOWS);
  const lags = [0.15, 0.3, 0.6, 1, 1.5, 2.2, 3.3, 5, 8];
  const window = bestOf(misfit, range, { free: "windowS", values: windows.map((n) => n * periodS) });
  const lag = bestOf(misfit, range, { free: "lagS", values: lags.map((n) => n * periodS) });
  const ramped = withRamp(misfit, window, range.stepS);
  const averaging = ({ sight }: Candidate) => (sight.windowS > OVERLAP * periodS ? "running-mean" : "boxcar");
  return [
    { kind: "instantaneous", free: 1, ...bestDelay(misfit, range) },
    { kind: averaging(window), free: 2, ...window },
    { kind: averaging(ramped), free: 3, ...ramped },
    { kind: "lag", free: 2, ...lag },
  ];
}

/** What rounding alone leaves: residuals below it tell no kinds apart. */
function floorOf(misfit: Misfit, { resolution = 0 }: Updates): number {
  return (misfit.count * resolution ** 2) / 12 + 1e-9 * misfit.total;
}

/**
 * The middle of what fits as well, for between two instantaneous samples nobody saw when the load changed; and its
 * uncertainty, which there is that of K edges at ever new phases.
 */
function delayOf(misfit: Misfit, sight: Sight, periodS: Seconds): { readonly atS: Seconds; readonly uS: Seconds } {
  const around = { fromS: sight.delayS - periodS / 20, toS: sight.delayS + periodS / 20, stepS: periodS / 1000 };
  const { at, curvature } = lowest((delayS) => misfit.of({ ...sight, delayS }), around);
  const variance = misfit.of({ ...sight, delayS: at }) / Math.max(1, misfit.count - 4);
  const ofEdges = periodS / Math.sqrt(12 * Math.max(1, misfit.load.atS.length));
  return { atS: at, uS: curvature > 0 ? Math.min(ofEdges, Math.sqrt((2 * variance) / curvature)) : ofEdges };
}

function driftOf(misfit: Misfit, sight: Sight, periodS: Seconds): Seconds | undefined {
  const { load, trace } = misfit;
  const middle = load.atS[load.atS.length >> 1] ?? 0;
  const [early, late] = [(at: Seconds) => at < middle, (at: Seconds) => at >= middle].map((isIn) => {
    const inside = (_: number, k: number) => isIn(trace.atS[k] ?? 0);
    const half = new Misfit({ atS: trace.atS.filter(inside), value: trace.value.filter(inside) }, load);
    if (half.count < FEWEST || half.of(sight) > (1 - LEAST_EXPLAINED) * half.total) return undefined;
    const around = { fromS: sight.delayS - periodS / 2, toS: sight.delayS + periodS / 2, stepS: periodS / 200 };
    return lowest((delayS) => half.of({ ...sight, delayS }), around).at;
  });
  return early === undefined || late === undefined ? undefined : late - early;
}

const asTrace = ({ beforeS, afterS, value }: Polls): Trace => ({
  atS: beforeS.map((before, k) => (before + (afterS[k] ?? before)) / 2),
  value,
});

const spacingOf = ({ atS }: Trace): Seconds => medianOf(atS.subarray(1).map((at, k) => at - (atS[k] ?? 0)));

const cannotTell = (why: string): MeasurementError =>
  new MeasurementError(
    "CANNOT_ALIGN",
    `The kind of the sensor cannot be told: ${why}`,
    "Record longer, polling at least five times a period, under a pattern that takes much more power than none",
  );
