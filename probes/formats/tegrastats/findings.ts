import type { Finding } from "../../../src/core/finding.js";

/** How lines were placed in time. */
export interface Timing {
  readonly intervalMs: number;
  /** What the lines' own times tell of the interval; undefined when they have none. */
  readonly toldMs: number | undefined;
  /** The user said what the interval was. */
  readonly given: boolean;
}

const PROBE = "tegrastats";
/** Stamps of whole seconds tell an interval no better. */
const SAME_INTERVAL = 0.05;

/** What was done with time: instants are no better than this. */
export function timeFindings({ intervalMs, toldMs, given }: Timing): readonly Finding[] {
  const every = `${Number(intervalMs.toPrecision(6))} ms`;
  const base = { code: "imported-times", probe: PROBE } as const;
  if (toldMs === undefined && !given)
    return [
      {
        ...base,
        severity: "degraded",
        message: `The lines have no time: they are taken to be ${every} apart, as tegrastats prints them by default. Mean power does not depend on it, energy does`,
        remedy: "Set intervalMs to what --interval was, 1000 if it was not given",
      },
    ];
  if (toldMs === undefined)
    return [
      {
        ...base,
        severity: "note",
        message: `The lines have no time: they are placed ${every} apart, by the setting intervalMs; a line that is missing in the log makes all after it too early`,
        remedy: "None needed; newer versions of tegrastats print a time",
      },
    ];
  const differs = Math.abs(intervalMs / toldMs - 1) > SAME_INTERVAL;
  return [
    {
      ...base,
      severity: differs ? "degraded" : "note",
      message: `The lines' times are whole seconds: they are placed ${every} apart (${
        differs
          ? `the setting intervalMs, though their times tell ${Number(toldMs.toPrecision(4))} ms`
          : given
            ? "the setting intervalMs"
            : "told from their times"
      }), each within its own second`,
      remedy: differs ? "Leave intervalMs out, or correct it" : "None needed; windows are right to a second",
    },
  ];
}

/** What the times of the whole log showed. */
export function gridFindings({
  holes,
  setBack,
}: {
  readonly holes: number;
  readonly setBack: number;
}): readonly Finding[] {
  if (holes + setBack === 0) return [];
  return [
    {
      code: "imported-jumps",
      severity: "degraded",
      message: `The lines' times jump ahead ${holes} times (gaps), and back ${setBack} times: the clock was set, and lines go on where they were`,
      remedy: "Look at the file: the tool was stopped there, or the clock was set",
      probe: PROBE,
    },
  ];
}

/** Powers that no such board can have. */
export interface Beyond {
  readonly mostWatts: number;
  readonly board: string;
  count: number;
  largestMilliwatts: number;
}

/** Says so; none when there was none. */
export function beyondFindings({ mostWatts, board, count, largestMilliwatts }: Beyond): readonly Finding[] {
  if (count === 0) return [];
  return [
    {
      code: "implausible-power",
      severity: "degraded",
      message: `${count} values are beyond the ${mostWatts} W that ${board} can have at most, up to ${largestMilliwatts / 1000} W: they are gaps`,
      remedy: "The tool prints milliwatts: look whether the values were multiplied by 1000, or the file is damaged",
      probe: PROBE,
    },
  ];
}

/** Rails that the beginning of the log does not have. */
export function otherRails(lines: ReadonlyMap<string, number>): readonly Finding[] {
  if (lines.size === 0) return [];
  const some = [...lines].slice(0, 10).map(([rail, count]) => `${rail} in ${count} lines`);
  return [
    {
      code: "rails-passed-over",
      severity: "note",
      message: `${lines.size} rails that most of the first lines do not have were passed over: ${some.join(", ")}`,
      remedy: "Cut the log where they begin, and import the parts",
      probe: PROBE,
    },
  ];
}
