import { t975 } from "./student.js";

/** Runs before anything is decided: a rule that may stop earlier stops when it looks good (measurement.md 5.2). */
export const PILOT = 5;

/** What is asked for, said before the first run. */
export interface RepeatRule {
  /** Largest relative half-width of the 95 % interval of the mean, from the scatter of the runs alone. */
  readonly target: number;
  /** Runs that are never exceeded, the pilot included. */
  readonly most: number;
}

/** What was decided after the pilot, once. */
export interface RepeatDecision {
  /** Coefficient of variation of the pilot's runs. */
  readonly cv: number;
  /** Runs in all that the rule asks for. */
  readonly needed: number;
  /** Runs in all that are made: those, or the most that are allowed. */
  readonly runs: number;
}

/** Smallest n with n >= (t(.975, n - 1) cv/target)^2 (measurement.md 5.2). */
export function runsFor(cv: number, target: number): number {
  const enough = (n: number) => n * (1 + 1e-12) >= (t975(n - 1) * (cv / target)) ** 2;
  // t falls with n, so that the right side does too: below the first n that is enough none is
  let [low, high] = [1, 2];
  while (!enough(high)) [low, high] = [high, 2 * high];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Runs that were made, by the mean and the standard deviation of their values. */
export interface RunsSoFar {
  readonly mean: number;
  readonly sd: number;
  readonly runs: number;
}

/** The one decision, from the pilot's runs; undefined where they do not tell (too few, no mean to be relative to). */
export function decideRepeats({ mean, sd, runs }: RunsSoFar, { target, most }: RepeatRule): RepeatDecision | undefined {
  const cv = sd / Math.abs(mean);
  if (runs < PILOT || !Number.isFinite(cv)) return undefined;
  const needed = Math.max(PILOT, runsFor(cv, target));
  return { cv, needed, runs: Math.min(needed, Math.max(PILOT, most)) };
}

/** Relative half-width of the 95 % interval of the mean of so many runs. */
export const relativeHalfWidth = ({ mean, sd, runs }: RunsSoFar): number =>
  (t975(runs - 1) * sd) / Math.sqrt(runs) / Math.abs(mean);
