import type { Correction } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import type { Interval } from "../core/result.js";
import { expandedUncertainty } from "../core/uncertainty.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { quantities } from "./contributions.js";
import { findingsOf, type Judgement, judge, type Subject } from "./judge.js";
import { corrected, type Reached, slopeAt } from "./sources.js";
import type { Integral, RailEnergy, Span } from "./span.js";

/** What an integral has to be known with to become a number. */
export interface Origin {
  readonly probe: string;
  readonly rail: Rail;
  readonly span: Span;
  readonly correction: Correction;
  readonly columnMeans: readonly number[] | undefined;
  readonly period: Seconds;
  /** Samples are means held backward, which mix inside and outside at the edges. */
  readonly holds: boolean;
}

/** An integral as energy and mean power with error sources, or as bounds, or as neither; always with the reasons. */
export function railEnergy(raw: Integral, origin: Origin): RailEnergy {
  const { probe, rail, correction } = origin;
  const integral = rail.measures === "energy-counter" ? throughCurve(raw, origin) : raw;
  const judgement = judge(integral);
  const known = judgement === "whole" || judgement === "scaled";
  const interval = known || integral.stuck ? undefined : intervalOf(integral, origin);
  const findings = findingsOf(integral, subjectOf(origin), interval !== undefined && interval.high !== null);
  const { energy, meanPower } = known ? numbersOf(integral, origin, judgement) : { energy: null, meanPower: null };
  return {
    probe,
    rail,
    energy,
    meanPower,
    ...(interval === undefined ? {} : { interval }),
    minW: integral.samples > 0 ? integral.minW : null,
    maxW: integral.samples > 0 ? integral.maxW : null,
    samples: integral.samples,
    coverage: integral.coverage,
    maxGapS: integral.maxGapS,
    correction: { curve: correction.curve, from: correction.from, to: correction.to },
    flags: [...findings.map(({ code }) => code), ...doneTo(integral, origin)],
    findings,
  };
}

/** What was done to get the number and deserves no finding. */
function doneTo(integral: Integral, { rail, correction, holds }: Origin): string[] {
  const flags = integral.bridged > 0 ? ["gap-bridged"] : [];
  if (holds && integral.edgesU !== 0) flags.push("edges-mixed");
  if (correction.curve !== null && rail.measures === "energy-counter") flags.push("corrected-mean");
  return flags;
}

const secondsOf = ({ span }: Origin): number => (span.to - span.from) / NANOS_PER_SECOND;

function subjectOf(origin: Origin): Subject {
  const { probe, rail, span, period } = origin;
  return {
    probe,
    rail: rail.id,
    key: span.key,
    seconds: secondsOf(origin),
    periodS: period,
    updateS: rail.measures === "energy-counter" ? rail.period : undefined,
    within: [span.fromWithin, span.toWithin],
  };
}

function numbersOf(integral: Integral, origin: Origin, judgement: Judgement) {
  const seconds = secondsOf(origin);
  const energyJ = judgement === "scaled" ? integral.energyJ * (seconds / (seconds - integral.openS)) : integral.energyJ;
  const reached = reachedBy(integral, origin, energyJ / seconds);
  return quantities({ integral, span: origin.span, reached, energyJ, curve: origin.correction.sources(reached.rawW) });
}

function reachedBy(integral: Integral, origin: Origin, meanW: number): Reached {
  const { probe, rail, span, correction, columnMeans } = origin;
  const rawW = columnMeans?.reduce((product, mean) => product * mean, 1) ?? meanW;
  const slope = slopeAt(correction, rawW);
  const { scatterW, carried } = integral;
  return { probe, rail, key: span.key, seconds: secondsOf(origin), rawW, columnMeans, scatterW, carried, slope };
}

/**
 * A counter gives no samples of power to correct one by one: its mean power goes through the curve, low by the
 * curvature times the load's variance (measurement.md 1.6); flagged `corrected-mean`.
 */
function throughCurve(integral: Integral, origin: Origin): Integral {
  const { correction } = origin;
  if (correction.curve === null) return integral;
  const seconds = secondsOf(origin) - integral.openS;
  const convert = (joules: number, span: number) => corrected(correction, joules / span) * span;
  const { bounds } = integral;
  return {
    ...integral,
    energyJ: seconds > 0 ? convert(integral.energyJ, seconds) : integral.energyJ,
    minW: corrected(correction, integral.minW),
    maxW: corrected(correction, integral.maxW),
    ...(bounds === undefined
      ? {}
      : { bounds: { low: convert(bounds.low, secondsOf(origin)), high: convert(bounds.high, secondsOf(origin)) } }),
  };
}

/** Bounds of the energy where no number can be given, widened by U95 of all that acts on what was seen. */
function intervalOf(integral: Integral, origin: Origin): Interval | undefined {
  const bounds =
    integral.bounds === undefined ? gapBounds(integral, origin.rail) : { ...integral.bounds, assumes: outer };
  // A window of no length, two marks at one instant, has no mean power to scale errors by.
  if (bounds === undefined || secondsOf(origin) <= 0) return undefined;
  const { low, high, assumes } = bounds;
  const reached = reachedBy(integral, { ...origin, columnMeans: undefined }, (high ?? low) / secondsOf(origin));
  const { energy } = quantities({
    integral: boundedPart(integral),
    span: origin.span,
    reached: { ...reached, columnMeans: origin.columnMeans },
    energyJ: high ?? low,
    curve: origin.correction.sources(reached.rawW),
  });
  const scatter = integral.samples > 0 ? (integral.scatterW * secondsOf(origin)) / Math.sqrt(integral.samples) : 0;
  const widened = Math.hypot(expandedUncertainty(energy), 2 * scatter);
  return { low: low - widened, high: high === null ? null : high + widened, assumes };
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
function gapBounds({ samples, energyJ, openS, darkS, minW, maxW }: Integral, rail: Rail): Interval | undefined {
  if (samples < 2 || (darkS > 0 && minW < 0)) return undefined;
  const seenS = openS - darkS;
  const low = energyJ + seenS * minW;
  const most = rail.plausiblePower;
  if (darkS === 0) return { low, high: energyJ + seenS * maxW, assumes: seen };
  if (most === undefined) return { low, high: null, assumes: `${notNegative}; no upper bound is known` };
  return { low, high: energyJ + seenS * maxW + darkS * most, assumes: `${notNegative} and at most ${most} W` };
}

const seen = "power in the gaps stayed between the lowest and the highest seen in the window";
const notNegative = "power in the gaps was not negative";
