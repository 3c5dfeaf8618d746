import type { Finding } from "../../../src/core/finding.js";
import { NANOS_PER_SECOND, type Seconds } from "../../../src/core/units.js";

/** A mark by its own clock, and the rows between which its line stands by theirs; nanoseconds. */
export interface PlacedMark {
  readonly at: bigint;
  readonly before: bigint;
  readonly after: bigint;
}

/** How the clock of the marks lies to that of the rows. */
export interface MarkClock {
  /** To be added to a mark's time; undefined when the two cannot be brought together. */
  readonly offsetNs: bigint | undefined;
  /** Half-width of what the offset may be. */
  readonly within: Seconds;
  readonly findings: readonly Finding[];
}

/** So many marks at one and the same distance from the row before them are no chance. */
const FEWEST_TIED = 3;
/** The same distance: within this share of the time between two rows. */
const TIED = 0.1;
/** Times are written to the millisecond, by either clock. */
const STEP: Seconds = 1e-3;

/**
 * Finds the clock of marks from where their lines stand: each was written after one row and before the next, so the
 * offset lies between the latest "before" and the earliest "after". When all marks stand as long after their row, they
 * were stamped together with it, and the offset is that distance. `start` is the first row's time.
 */
export function markClock(marks: readonly PlacedMark[], start: bigint): MarkClock {
  const [one] = marks;
  if (one === undefined) return unknown("none stands between two rows");
  // float64 holds no nanoseconds since 1970: everything is counted from the first mark's row
  const base = one.before - one.at;
  const apart = (row: bigint, { at }: PlacedMark) => Number(row - at - base) / NANOS_PER_SECOND;
  const early = marks.map((mark) => apart(mark.before, mark));
  const [least, most] = [Math.max(...early), Math.min(...marks.map((mark) => apart(mark.after, mark)))];
  if (least > most + STEP) return unknown("their order contradicts every offset");
  const none = -Number(base) / NANOS_PER_SECOND;
  if (least - STEP <= none && none <= most + STEP) return { offsetNs: 0n, within: 0, findings: [] };
  const first = Math.min(...early);
  const tied = marks.length >= FEWEST_TIED && least - first <= TIED * (most - first);
  const [low, high] = tied ? [first, least] : [least, most];
  const offsetNs = base + BigInt(Math.round(((low + high) / 2) * NANOS_PER_SECOND));
  const within = (high - low) / 2 + STEP / 2;
  const zero = Number(offsetNs - start) / NANOS_PER_SECOND;
  return { offsetNs, within, findings: [shifted(marks.length, { zero, within, tied })] };
}

function shifted(count: number, { zero, within, tied }: { zero: Seconds; within: Seconds; tied: boolean }): Finding {
  const how = tied ? "each stands as long after the row above it" : "each stands after one row and before the next";
  return {
    code: "mark-clock-offset",
    severity: "note",
    message: `The ${count} marks have a clock of their own; by the order of the lines its zero is ${zero.toFixed(4)} s ± ${within.toFixed(4)} s after the first row (${how})`,
    remedy: "None needed; marks stamped by the clock of the samples would need no offset",
    probe: "csv",
  };
}

const unknown = (why: string): MarkClock => ({
  offsetNs: undefined,
  within: 0,
  findings: [
    {
      code: "mark-clock-unknown",
      severity: "degraded",
      message: `How the clock of the marks lies to that of the rows cannot be told: ${why}; no mark was taken`,
      remedy: "Write marks between the rows as they happen, or stamp them by the clock of the samples",
      probe: "csv",
    },
  ],
});
