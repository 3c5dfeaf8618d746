import type { CurveErrors, Operating } from "../core/correction.js";
import type { AppliedCorrection, Interval } from "../core/result.js";
import { expandedUncertainty } from "../core/uncertainty.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { quantities } from "./contributions.js";
import { curveErrors, extentOf, type Place, placeOf } from "./curve.js";
import { findingsOf, type Judgement, judge, type Subject } from "./judge.js";
import type { Reached } from "./sources.js";
import type { ClockError, Integral, RailEnergy } from "./span.js";
import { aliasedW, besides, deadS, type Unseen } from "./unseen.js";

/** What an integral has to be known with to become a number. */
export interface Origin extends Unseen {
  /** Spacing of the samples that are taken. */
  readonly period: Seconds;
  /** Of a counter, how well it is known when it was last updated before a reading. */
  readonly counted: Seconds;
  /** Samples are means held backward, which mix inside and outside at the edges. */
  readonly holds: boolean;
  /** How well its samples are placed in time. */
  readonly clock: readonly ClockError[];
}

/** An integral as energy and mean power with error sources, or as bounds, or as neither; always with the reasons. */
export function railEnergy(seen: Integral, origin: Origin): RailEnergy {
  const { probe, rail, correction } = origin;
  const dead = deadS(origin);
  const raw = dead === 0 ? seen : { ...seen, coverage: Math.max(0, seen.coverage - dead / secondsOf(origin)) };
  const place = placeOf(extentOf(raw, origin), origin);
  const integral = rail.measures === "energy-counter" ? throughCurve(raw, origin) : raw;
  const judgement = judge(integral);
  const known = !place.refused && (judgement === "whole" || judgement === "scaled");
  const weighing = { integral, origin, raw, place };
  // what lies outside of the curve's range, or was shown by a dead sensor, is bounded by nothing
  const unbounded = known || place.refused || integral.stuck || dead > 0;
  const interval = unbounded ? undefined : intervalOf(weighing);
  const found = findingsOf(integral, subjectOf(origin), interval !== undefined && interval.high !== null);
  // below the loss without load a sample has no value, which is no fault of the sampling
  const findings = place.refused ? place.findings : [...found, ...place.findings, ...besides(origin, known)];
  const { energy, meanPower } = known ? numbersOf(weighing, judgement) : { energy: null, meanPower: null };
  const shown = integral.samples > 0 && !place.refused;
  return {
    probe,
    rail,
    energy,
    meanPower,
    ...(interval === undefined ? {} : { interval }),
    minW: shown ? integral.minW : null,
    maxW: shown ? integral.maxW : null,
    samples: integral.samples,
    coverage: integral.coverage,
    maxGapS: integral.maxGapS,
    correction: appliedBy(correction),
    flags: [...findings.map(({ code }) => code), ...doneTo(integral, origin)],
    findings,
  };
}

const appliedBy = ({ curve, from, to, quality }: AppliedCorrection): AppliedCorrection => ({
  curve,
  from,
  to,
  ...(quality !== undefined && { quality }),
});

/** What was done to get the number and deserves no finding. */
function doneTo(integral: Integral, { rail, correction, holds }: Origin): string[] {
  const flags = integral.bridged > 0 ? ["gap-bridged"] : [];
  if (holds && integral.edgesU !== 0) flags.push("edges-mixed");
  if (correction.curve !== null && rail.measures === "energy-counter") flags.push("corrected-mean");
  return [...flags, ...correction.flags];
}

const secondsOf = ({ span }: Origin): number => (span.to - span.from) / NANOS_PER_SECOND;

function subjectOf(origin: Origin): Subject {
  const { probe, rail, span, period, counted } = origin;
  return {
    probe,
    rail: rail.id,
    key: span.key,
    seconds: secondsOf(origin),
    periodS: period,
    updateS: rail.measures === "energy-counter" ? counted : undefined,
    within: [span.fromWithin, span.toWithin],
  };
}

/** An integral on its way to a number; `raw` is what it was before its curve. */
interface Weighing {
  readonly integral: Integral;
  readonly raw: Integral;
  readonly origin: Origin;
  readonly place: Place;
}

function numbersOf(weighing: Weighing, judgement: Judgement) {
  const { integral, origin } = weighing;
  const seconds = secondsOf(origin);
  const scaledBy = judgement === "scaled" ? seconds / (seconds - integral.openS) : 1;
  const energyJ = judgement === "scaled" ? integral.energyJ * scaledBy : integral.energyJ;
  const operating = operatingOf(origin, (weighing.raw.energyJ * scaledBy) / seconds);
  const [reached, curve] = [reachedBy(weighing, operating), errorsOf(weighing, operating)];
  return quantities({ integral, span: origin.span, clock: origin.clock, reached, energyJ, curve });
}

const errorsOf = ({ raw, origin, place }: Weighing, operating: Operating): CurveErrors =>
  curveErrors(operating, extentOf(raw, origin), origin, place.widen);

/** The means of the columns, or the mean power where there is but that. */
function operatingOf({ rail, seen }: Origin, meanW: number): Operating {
  if (seen === undefined) return { powerW: meanW };
  const mean = (of: "current" | "voltage") => seen.means[rail.columns.findIndex(({ quantity }) => quantity === of)];
  const [currentA, voltageV] = [mean("current"), mean("voltage")];
  return {
    powerW: seen.means.reduce((product, column) => product * column, 1),
    ...(currentA !== undefined && { currentA }),
    ...(voltageV !== undefined && { voltageV }),
  };
}

function reachedBy({ integral, origin }: Weighing, operating: Operating): Reached {
  const { probe, rail, span, correction } = origin;
  const { scatterW, carried } = integral;
  return {
    probe,
    rail,
    key: span.key,
    seconds: secondsOf(origin),
    operating,
    scatterW,
    carried,
    slopes: correction.slopes(operating),
    absorbs: correction.absorbs,
    aliasedW: aliasedW(integral, origin),
  };
}

/**
 * A counter gives no samples of power to correct one by one: its mean power goes through the curve, low by the
 * curvature times the load's variance (measurement.md 1.6); flagged `corrected-mean`.
 */
function throughCurve(integral: Integral, origin: Origin): Integral {
  const { correction } = origin;
  if (correction.curve === null) return integral;
  const seconds = secondsOf(origin) - integral.openS;
  const convert = (joules: number, span: number) => correction.at({ powerW: joules / span }) * span;
  const { bounds } = integral;
  return {
    ...integral,
    energyJ: seconds > 0 ? convert(integral.energyJ, seconds) : integral.energyJ,
    minW: correction.at({ powerW: integral.minW }),
    maxW: correction.at({ powerW: integral.maxW }),
    ...(bounds === undefined
      ? {}
      : { bounds: { low: convert(bounds.low, secondsOf(origin)), high: convert(bounds.high, secondsOf(origin)) } }),
  };
}

/** Bounds of the energy where no number can be given, widened by U95 of all that acts on what was seen. */
function intervalOf(weighing: Weighing): Interval | undefined {
  const { integral, origin } = weighing;
  const bounds = integral.bounds === undefined ? gapBounds(integral, origin) : { ...integral.bounds, assumes: outer };
  // A window of no length, two marks at one instant, has no mean power to scale errors by.
  if (bounds === undefined || secondsOf(origin) <= 0) return undefined;
  const { low, high, assumes } = bounds;
  const operating = boundOperating(weighing, (high ?? low) / secondsOf(origin));
  if (operating === undefined) return undefined;
  const { energy } = quantities({
    integral: boundedPart(integral),
    span: origin.span,
    clock: origin.clock,
    reached: reachedBy(weighing, operating),
    energyJ: high ?? low,
    curve: errorsOf(weighing, operating),
  });
  const scatter = integral.samples > 0 ? (integral.scatterW * secondsOf(origin)) / Math.sqrt(integral.samples) : 0;
  const widened = Math.hypot(expandedUncertainty(energy), 2 * scatter);
  return { low: low - widened, high: high === null ? null : high + widened, assumes };
}

/**
 * Where the sensitivities of bounds are taken: at the bound's own mean power. Through a curve, where a bound may be far from
 * what was calibrated, at the mean of what was seen; where nothing was, no bound is honest.
 */
function boundOperating({ raw, origin }: Weighing, meanW: number): Operating | undefined {
  if (origin.correction.curve === null) return { ...operatingOf(origin, meanW), powerW: meanW };
  if (extentOf(raw, origin) === undefined) return undefined;
  return operatingOf(origin, raw.energyJ / (secondsOf(origin) - raw.openS));
}

/**
 * What is left to be unsure of: the gaps are what the bounds stand for, readings outside stand for the edges too, and of
 * the noise only what the samples themselves scatter (slow changes of the load are in the bounds).
 */
function boundedPart(integral: Integral): Integral {
  const part = { ...integral, openS: 0, noise: undefined };
  return integral.bounds === undefined ? part : { ...part, edgesU: 0, updateU: 0, carried: 1 };
}

const outer = "the counter was not reset between the readings just outside the window";

/**
 * In a gap of up to a second between two samples the power is taken to stay within what was seen. Of a longer one, or one
 * with no sample after it, nothing is known: from below zero bounds it, from above only what the rail can carry at all.
 */
function gapBounds(integral: Integral, { rail, correction }: Origin): Interval | undefined {
  const { samples, energyJ, openS, darkS, minW, maxW } = integral;
  if (samples < 2 || (darkS > 0 && minW < 0)) return undefined;
  const seenS = openS - darkS;
  const low = energyJ + seenS * minW;
  // what the rail can carry is far outside of what a curve was measured at
  const most = correction.curve === null ? rail.plausiblePower : undefined;
  if (darkS === 0) return { low, high: energyJ + seenS * maxW, assumes: seen };
  if (most === undefined) return { low, high: null, assumes: `${notNegative}; no upper bound is known` };
  return { low, high: energyJ + seenS * maxW + darkS * most, assumes: `${notNegative} and at most ${most} W` };
}

const seen = "power in the gaps stayed between the lowest and the highest seen in the window";
const notNegative = "power in the gaps was not negative";
