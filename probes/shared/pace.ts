import type { Finding } from "../../src/core/finding.js";
import type { Host, OpenRequest } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";
import { type Checked, type RailPlan, timeToRead } from "./rail-plan.js";

/** What decides how often an instrument is read. */
export interface Limits {
  /** Samples a second when the user asks for none. */
  readonly defaultRate: number;
  /** The instrument makes no new value sooner than this. */
  readonly shortest: Seconds;
  /** What sets `shortest`, for people: `ina3221 at 1-0040 makes a new value every 6.6 ms`. */
  readonly because: string;
  /** The instrument must be read at least this often, e.g. so that no wrap of a counter is missed. */
  readonly longest?: Seconds;
}

/** How often to read, and what to say when that is not what was asked. */
export interface Pace {
  readonly period: Seconds;
  readonly findings: readonly Finding[];
}

/** Reading more often than this, nobody paces. */
const FASTEST = 2000;

/** The period nearest to the one asked for within the instrument's limits. */
export function choosePace({ rate, oversample }: OpenRequest, limits: Limits): Pace {
  if (oversample !== undefined)
    return { period: Math.max(1 / (rate ?? FASTEST), limits.shortest / oversample), findings: [] };
  const asked = 1 / (rate ?? limits.defaultRate);
  const period = Math.max(Math.min(asked, limits.longest ?? asked), limits.shortest);
  if (rate === undefined || period <= asked * 1.001) return { period, findings: [] };
  return { period, findings: [slow(rate, period, limits.because)] };
}

const slow = (rate: number, period: Seconds, because: string): Finding => ({
  code: "slow-instrument",
  severity: "note",
  message: `Asked for ${rate} samples/s; ${because}, so ${Number((1 / period).toPrecision(3))} samples/s are taken`,
  remedy: "Nothing is lost: reading faster only repeats values. Ask for a lower --rate to silence this",
});

/** Reading may fill this share of the period; beyond it ticks would be missed. */
const BUSIEST = 0.8;

/**
 * A longer period where reading all files takes most of the one chosen: some drivers wait for a conversion at every read
 * (devices.md A3). A first reading that was slow by chance is tried again.
 */
export function allowForReading({ period, findings }: Pace, { plans, readTime }: Checked, host: Host): Pace {
  if (readTime <= period * BUSIEST) return { period, findings };
  const again = Math.min(readTime, timeToRead(plans, host));
  if (again <= period * BUSIEST) return { period, findings };
  return { period: again / BUSIEST, findings: [...findings, slowReads(again, period)] };
}

const slowReads = (readTime: Seconds, period: Seconds): Finding => ({
  code: "slow-instrument",
  severity: "note",
  message: `One reading of all rails takes ${milli(readTime)} ms, too long for one every ${milli(period)} ms`,
  remedy: "Sample fewer rails (setting `only`) to read them more often",
});

const milli = (span: Seconds): number => Number((span * 1000).toPrecision(3));

/** Rails that say how often they are really read. */
export const atPeriod = (plans: readonly RailPlan[], period: Seconds): readonly RailPlan[] =>
  plans.map((plan) => ({ ...plan, rail: { ...plan.rail, period } }));
