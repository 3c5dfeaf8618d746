import type { Finding } from "../core/finding.js";
import { type LineSplitter, splitLines } from "../core/lines.js";
import type { Mark } from "../core/mark.js";
import type { Nanoseconds, Seconds } from "../core/units.js";
import type { EngineReader } from "./engine-reader.js";
import { isMarkName } from "./mark-line.js";
import { ARRIVAL_WITHIN, MARK_LIMIT } from "./mark-reader.js";
import { outputFindings } from "./output-findings.js";
import { marksIn, parseWork, workIn } from "./patterns.js";
import { noteFault, type Tally } from "./tally.js";

/** Longer lines are matched by their beginning only: a pattern may take time that grows steeply with the line. */
export const MATCHED_BYTES = 65_536;

/** The patterns that the output is searched for, and who else reads its lines. */
export interface Patterns {
  readonly markRegex?: RegExp;
  readonly workRegex?: RegExp;
  readonly engine?: Pick<EngineReader, "take">;
}

/** One of the two streams of a command. */
export type StreamName = "stdout" | "stderr";

/** Output in, marks and work out. */
export interface OutputReader {
  /** One per stream, since the lines of two streams mix byte by byte otherwise. */
  stream(name: StreamName): { push(bytes: Buffer, arrived: Nanoseconds, late?: Seconds): void; end(): void };
  /** The last readable count of the whole output. */
  readonly work: number | undefined;
  findings(): Finding[];
}

interface Faults {
  readonly names: Tally;
  readonly work: Tally;
  /** Phases whose begin and end came in one piece. */
  readonly buffered: Tally;
}

/** When a piece of output came, how late we may have seen it, and which marks began in it. */
interface Piece {
  readonly at: Nanoseconds;
  readonly within: Seconds;
  readonly begun: Set<string>;
}

/** Searches output line by line. Of several counts the last one is taken: programs print them as they go on. */
export function outputReader({ markRegex, workRegex, engine }: Patterns, onMark: (mark: Mark) => void): OutputReader {
  const splitters: LineSplitter[] = [];
  const none = () => ({ count: 0, first: "" });
  const bad: Faults = { names: none(), work: none(), buffered: none() };
  let marks = 0;
  let work: number | undefined;

  const readMarks = (line: string, pattern: RegExp, { at, within, begun }: Piece) => {
    for (const { kind, name: text } of marksIn(line, pattern)) {
      const name = text.trim();
      if (!isMarkName(name)) noteFault(bad.names, text);
      else if (++marks <= MARK_LIMIT) onMark({ kind, name, at, within, source: "regex" });
      if (kind === "begin") begun.add(name);
      else if (begun.delete(name)) noteFault(bad.buffered, name);
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
    stream(name) {
      let piece: Piece = { at: 0n, within: ARRIVAL_WITHIN, begun: new Set() };
      const splitter = splitLines(MATCHED_BYTES, (line) => {
        if (markRegex !== undefined) readMarks(line, markRegex, piece);
        if (workRegex !== undefined) readWork(line, workRegex);
        engine?.take(name, line, piece);
      });
      splitters.push(splitter);
      return {
        push(bytes, arrived, late = 0) {
          piece = { at: arrived, within: Math.max(ARRIVAL_WITHIN, late), begun: new Set() };
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
