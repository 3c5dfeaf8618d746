import type { Finding } from "../core/finding.js";
import type { Seconds } from "../core/units.js";
import { degraded, quote, type Tally } from "./tally.js";

/** What has been wrong with the marks of a run. */
export interface MarkFaults {
  readonly bad: Tally;
  /** Stamps that cannot be of this run. */
  readonly foreign: Tally;
  readonly renamed: Tally;
  /** A line without its end. */
  readonly unfinished: string;
  /** More marks than are kept. */
  readonly dropped: number;
  readonly limit: number;
  /** How much later than its own stamp the soonest of all marks came; infinite without stamps. */
  readonly soonest: Seconds;
}

/** A mark comes within a few milliseconds of its stamp; if not one of them does, the writer's clock may be another. */
const LATE: Seconds = 0.05;

/** Those faults for people, one finding for each kind. */
export function markFindings(faults: MarkFaults): Finding[] {
  return [...unreadable(faults), ...renamed(faults), ...foreign(faults), ...late(faults), ...dropped(faults)];
}

function unreadable({ bad, unfinished }: MarkFaults): Finding[] {
  const count = bad.count + (unfinished.trim() === "" ? 0 : 1);
  if (count === 0) return [];
  return [
    degraded(
      "mark-unreadable",
      `${count} lines of marks could not be read; the first: ${quote(bad.count > 0 ? bad.first : unfinished)}`,
      "Write whole lines: begin NAME or end NAME, NAME at most 200 printable characters",
    ),
  ];
}

function renamed({ renamed: { count, first } }: MarkFaults): Finding[] {
  if (count === 0) return [];
  return [
    degraded(
      "mark-name",
      `${count} marks have names that were cut or cleaned, and may have become one another's; the first: ${quote(first)}`,
      "Name marks with at most 200 printable characters of UTF-8",
    ),
  ];
}

function foreign({ foreign: { count, first } }: MarkFaults): Finding[] {
  if (count === 0) return [];
  return [
    degraded(
      "mark-stamp",
      `${count} marks carry a stamp outside of the run; their arrival was taken; the first: ${quote(first)}`,
      "Stamp with CLOCK_MONOTONIC in nanoseconds, outside of time namespaces, or leave the stamp away",
    ),
  ];
}

function late({ soonest }: MarkFaults): Finding[] {
  if (!Number.isFinite(soonest) || soonest <= LATE) return [];
  return [
    degraded(
      "mark-late",
      `No stamped mark came sooner than ${soonest.toPrecision(2)} s after its stamp: the writer keeps marks back, or has another clock`,
      "Write each mark at once; a container with a clock of its own (time namespace) must leave the stamp away",
    ),
  ];
}

function dropped({ dropped: count, limit }: MarkFaults): Finding[] {
  if (count <= 0) return [];
  return [
    degraded(
      "marks-dropped",
      `${count} marks came after the first ${limit} and were dropped`,
      "Mark phases, not single iterations",
    ),
  ];
}
