import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import { splitLines } from "../core/lines.js";
import type { Mark } from "../core/mark.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds } from "../core/units.js";
import { LINE_LIMIT, type MarkLine, parseMarkLine } from "./mark-line.js";
import { degraded, noteFault, quote, type Tally } from "./tally.js";

/** From the writer's write to our stamp: one turn of our event loop. */
export const ARRIVAL_WITHIN: Seconds = 1e-3;
/** Marks kept in one run; a program that marks more marks inside a hot loop. */
export const MARK_LIMIT = 100_000;

/** Bytes of the FIFO in, marks out. */
export interface MarkReader {
  push(bytes: Buffer, arrived: Nanoseconds): void;
  /** What has been wrong so far; an unfinished line counts. */
  findings(): Finding[];
}

/** Reads marks and counts what is none; nothing that a program writes can throw. */
export function markReader(clock: Clock, onMark: (mark: Mark) => void, limit = MARK_LIMIT): MarkReader {
  const opened = clock.now();
  const bad: Tally = { count: 0, first: "" };
  const foreign: Tally = { count: 0, first: "" };
  let kept = 0;
  let arrived = opened;

  const instant = ({ stamp }: MarkLine, line: string) => {
    if (stamp === undefined) return { at: arrived, within: ARRIVAL_WITHIN };
    if (stamp.at >= opened && stamp.at <= arrived)
      return { at: stamp.at, within: Number(stamp.withinNs) / NANOS_PER_SECOND };
    noteFault(foreign, line);
    return { at: arrived, within: ARRIVAL_WITHIN };
  };
  const lines = splitLines(LINE_LIMIT, (line) => {
    const parsed = parseMarkLine(line);
    if (parsed === undefined) return line.trim() === "" ? undefined : noteFault(bad, line);
    if (++kept > limit) return;
    const { kind, name, source } = parsed;
    onMark({ kind, name, source, ...instant(parsed, line) });
  });
  return {
    push(bytes, at) {
      arrived = at;
      lines.push(bytes);
    },
    findings: () => describe({ bad, foreign, unfinished: lines.unfinished, dropped: kept - limit, limit }),
  };
}

interface Seen {
  readonly bad: Tally;
  readonly foreign: Tally;
  readonly unfinished: string;
  readonly dropped: number;
  readonly limit: number;
}

function describe({ bad, foreign, unfinished, dropped, limit }: Seen): Finding[] {
  const found: Finding[] = [];
  const unreadable = bad.count + (unfinished.trim() === "" ? 0 : 1);
  if (unreadable > 0)
    found.push(
      degraded(
        "mark-unreadable",
        `${unreadable} lines of marks could not be read; the first: ${quote(bad.count > 0 ? bad.first : unfinished)}`,
        "Write whole lines: begin NAME or end NAME, NAME at most 200 printable characters",
      ),
    );
  if (foreign.count > 0)
    found.push(
      degraded(
        "mark-stamp",
        `${foreign.count} marks carry a stamp outside of the run; their arrival was taken; the first: ${quote(foreign.first)}`,
        "Stamp with CLOCK_MONOTONIC in nanoseconds, or leave the stamp away",
      ),
    );
  if (dropped > 0)
    found.push(
      degraded(
        "marks-dropped",
        `${dropped} marks came after the first ${limit} and were dropped`,
        "Mark phases, not single iterations",
      ),
    );
  return found;
}
