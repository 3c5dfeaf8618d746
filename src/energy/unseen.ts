import type { Finding } from "../core/finding.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";
import { aliasFinding, aliasRisk } from "./alias.js";
import type { Curved } from "./curve.js";
import type { Integral } from "./span.js";
import { type Stop, stopFinding } from "./stopped.js";

/** A rail in a window whose samples may not show all there was. */
export interface Unseen extends Curved {
  /** How often there is a new value among the samples. */
  readonly update: Seconds;
  /** When the sensor had stopped; so many of them were known when the window was over. */
  readonly stops: readonly Stop[];
  readonly knownStops: number;
}

/** Seconds in which the window's samples are those of a sensor that had stopped already, which showed only afterwards. */
export function deadS({ stops, knownStops, update, span }: Unseen): number {
  const live = update * NANOS_PER_SECOND;
  const dead = ({ since, until }: Stop) => Math.max(0, Math.min(span.to, until) - Math.max(span.from, since + live));
  return stops.slice(knownStops).reduce((sum, stop) => sum + dead(stop), 0) / NANOS_PER_SECOND;
}

/** Those of the load's periods that its samples may not see as they are. */
function aliasesOf({ rail, span, update }: Unseen) {
  const loads = [...(span.turns ?? []), ...(span.loadPeriod === undefined ? [] : [span.loadPeriod])];
  return loads.flatMap((load) => {
    const risk = aliasRisk(rail.window, update, load);
    return risk === undefined ? [] : [{ risk, load }];
  });
}

/** What there is to know beside how well the samples cover the window. */
export function besides(origin: Unseen, known: boolean): Finding[] {
  const { probe, rail, span, stops } = origin;
  const inside = stops.filter(({ since, until }) => since < span.to && until > span.from);
  const subject = { probe, rail: rail.id, key: span.key, from: span.from };
  return [...inside.map((stop) => stopFinding(stop, subject)), ...aliasFindings(origin, known)];
}

/** A risk to a number; where there is none, there is nothing to be off. */
function aliasFindings(origin: Unseen, known: boolean): Finding[] {
  const [worst] = known ? aliasesOf(origin).sort((a, b) => b.risk.share - a.risk.share) : [];
  if (worst === undefined) return [];
  const { probe, rail, span, update } = origin;
  return [aliasFinding(worst.risk, { probe, rail: rail.id, key: span.key, update, load: worst.load })];
}

/**
 * How far off the mean may be (W, a half-width): samples that all see the same part of a load tell nothing of the rest,
 * which may be as far from them as they are from nothing, or from what was seen around the window.
 */
export function aliasedW({ energyJ, minW, maxW, edgeW, stepW }: Integral, origin: Unseen): number {
  const { from, to } = origin.span;
  const seconds = (to - from) / NANOS_PER_SECOND;
  const share = Math.max(0, ...aliasesOf(origin).map(({ risk }) => risk.share));
  if (share === 0) return 0;
  const around = edgeW.map((inside, k) => inside + (stepW[k] ?? 0));
  const swing = Math.max(maxW, ...around) - Math.min(minW, ...around);
  return share * Math.max(Math.abs(energyJ) / seconds, swing);
}
