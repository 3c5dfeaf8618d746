import fc from "fast-check";
import { type Audit, audit, type Bounded, type Outcome } from "./audit.js";
import { type Hardness, type Schedule, schedules } from "./schedule.js";

/** Where to begin and how many schedules to run. */
export interface Series extends Hardness {
  readonly seed: number;
  readonly runs: number;
}

/** What a number of schedules came to. */
export interface Tally {
  readonly outcomes: readonly Outcome[];
  readonly bounded: readonly Bounded[];
  readonly refused: number;
  /** Promises broken, with the schedule that did it. */
  readonly broken: readonly string[];
}

/** Audits schedules drawn evenly, without fast-check's liking for extremes: here frequencies count. */
export function tally({ seed, runs, ...hardness }: Series): Tally {
  const audits = fc
    .sample(fc.noBias(schedules(hardness)), { seed, numRuns: runs })
    .map((one) => [one, audit(one)] as const);
  return {
    outcomes: audits.flatMap(([, { outcomes }]) => outcomes),
    bounded: audits.flatMap(([, { bounded }]) => bounded),
    refused: audits.reduce((sum, [, { refused }]) => sum + refused, 0),
    broken: audits.flatMap(([one, found]) => brokenBy(one, found)),
  };
}

const brokenBy = (schedule: Schedule, { broken }: Audit): string[] =>
  broken.map((what) => `${what}: ${JSON.stringify(schedule)}`);

/** Instants are whole nanoseconds: what that alone may cost. */
const ROUNDING_S = 4e-9;
const roundedJ = ({ truth, peakW }: Outcome): number => 1e-9 * Math.abs(truth) + ROUNDING_S * peakW;

const errorOf = (one: Outcome): number => Math.max(0, Math.abs(one.value - one.truth) - roundedJ(one));

/** Numbers whose U95 has to hold: the instrument did not lie at an edge, and no jump hides there. */
export const plain = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter(({ stuck, atEdges }) => !stuck && atEdges === 0);

/** Outside U95. */
export const misses = (outcomes: readonly Outcome[]): Outcome[] => outcomes.filter((one) => errorOf(one) > one.U95);

/** Beyond 3.5 standard uncertainties of a normal error, and beyond 5 of any. */
export const gross = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter((one) => errorOf(one) > Math.max((3.5 / 2) * one.U95, 5 * one.u));

/** Farther off than a jump between the samples at an edge explains. */
export const unexplained = (outcomes: readonly Outcome[]): Outcome[] =>
  outcomes.filter((one) => !one.stuck && one.atEdges > 0 && errorOf(one) > (3.5 / 2) * one.U95 + one.atEdges);

/** Bounds that leave the truth out though what they assume was so. */
export const outside = (bounded: readonly Bounded[]): Bounded[] =>
  bounded.filter(({ low, high, truth, holds }) => {
    const rounded = 1e-6 * Math.abs(truth);
    return holds && (truth < low - rounded || (high !== null && truth > high + rounded));
  });

/** The schedules as evidence, in one line a kind. */
export function report(name: string, { outcomes, bounded, refused }: Tally): string {
  const lines = ["power", "voltage-current", "counter", "total"].map((kind) => {
    const own = plain(outcomes).filter((one) => one.kind === kind);
    const missed = misses(own).length;
    const share = ((100 * missed) / own.length).toFixed(2);
    return `${kind}: ${own.length} numbers, ${missed} outside U95 (${share} %), ${gross(own).length} gross`;
  });
  const held = bounded.filter(({ holds }) => holds).length;
  const bounds = `${bounded.length} bounds, ${held} on true assumptions, ${outside(bounded).length} leave the truth out`;
  return [name, ...lines, `${refused} without a number`, bounds].join("\n  ");
}
