import type { Finding } from "../core/finding.js";
import { type LineSplitter, splitLines } from "../core/lines.js";
import type { Mark } from "../core/mark.js";
import type { Nanoseconds } from "../core/units.js";
import { isMarkName } from "./mark-line.js";
import { ARRIVAL_WITHIN, MARK_LIMIT } from "./mark-reader.js";
import { outputFindings } from "./output-findings.js";
import { marksIn, parseWork, workIn } from "./patterns.js";
import { noteFault, type Tally } from "./tally.js";

/** Longer lines are matched by their beginning only: a pattern may take time that grows steeply with the line. */
export const MATCHED_BYTES = 65_536;

/** The patterns that the output is searched for. */
export interface Patterns {
  readonly markRegex?: RegExp;
  readonly workRegex?: RegExp;
}

/** Output in, marks and work out. */
export interface OutputReader {
  /** One per stream, since the lines of two streams mix byte by byte otherwise. */
  stream(): { push(bytes: Buffer, arrived: Nanoseconds): void; end(): void };
  /** The last readable count of the whole output. */
  readonly work: number | undefined;
  findings(): Finding[];
}

interface Faults {
  readonly names: Tally;
  readonly work: Tally;
}

/** Searches output line by line. Of several counts the last one is taken: programs print them as they go on. */
export function outputReader({ markRegex, workRegex }: Patterns, onMark: (mark: Mark) => void): OutputReader {
  const splitters: LineSplitter[] = [];
  const bad: Faults = { names: { count: 0, first: "" }, work: { count: 0, first: "" } };
  let marks = 0;
  let work: number | undefined;

  const readMarks = (line: string, pattern: RegExp, at: Nanoseconds) => {
    for (const { kind, name } of marksIn(line, pattern)) {
      if (!isMarkName(name.trim())) noteFault(bad.names, name);
      else if (++marks <= MARK_LIMIT) onMark({ kind, name: name.trim(), at, within: ARRIVAL_WITHIN, source: "regex" });
    }
  };
  const readWork = (line: string, pattern: RegExp) => {
    for (const text of workIn(line, pattern)) {
      const count = parseWork(text);
      if (count === undefined) noteFault(bad.work, text);
      else work = count;
    }
  };
  return {
    stream() {
      let at = 0n;
      const splitter = splitLines(MATCHED_BYTES, (line) => {
        if (markRegex !== undefined) readMarks(line, markRegex, at);
        if (workRegex !== undefined) readWork(line, workRegex);
      });
      splitters.push(splitter);
      return {
        push(bytes, arrived) {
          at = arrived;
          splitter.push(bytes);
        },
        end: () => splitter.end(),
      };
    },
    get work() {
      return work;
    },
    findings: () => {
      const cut = splitters.reduce((sum, splitter) => sum + splitter.cut, 0);
      const wanted = workRegex !== undefined && work === undefined;
      return outputFindings({ ...bad, cut, dropped: marks - MARK_LIMIT, noWork: wanted });
    },
  };
}
