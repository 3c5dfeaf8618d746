import { MeasurementError } from "../../../src/core/error.js";
import type { Finding } from "../../../src/core/finding.js";
import type { Mark } from "../../../src/core/mark.js";
import { type MarkClock, markClock, type PlacedMark } from "./mark-clock.js";
import { parseTime, type TimeUnit } from "./time.js";

/** What marks are called whose lines have no name. */
const UNNAMED = "marked";

interface SaidMark {
  readonly kind: Mark["kind"];
  readonly name: string;
}

/** The lines of marks between the rows of a table: what they say, and between which rows they stand. */
export class MarkLines {
  readonly #line: RegExp;
  readonly #unit: TimeUnit;
  readonly #said: (SaidMark & { readonly at: bigint; before?: bigint; after?: bigint })[] = [];
  #row: bigint | undefined;
  #clock: MarkClock | undefined;

  constructor(pattern: string, unit: TimeUnit) {
    this.#line = lineOf(pattern);
    this.#unit = unit;
  }

  /** Takes a line if it is a mark; false leaves it to others. */
  take(line: string): boolean {
    const groups = this.#line.exec(line)?.groups;
    if (groups === undefined) return false;
    const { at: text = "", begin, end, name = UNNAMED } = groups;
    const at = parseTime(text, this.#unit);
    if (at === undefined || (begin === undefined) === (end === undefined)) return false;
    const kind = begin === undefined ? "end" : "begin";
    this.#said.push({ kind, name, at, ...(this.#row !== undefined && { before: this.#row }) });
    return true;
  }

  /** A row that was read, with its own time. */
  row(at: bigint): void {
    this.#row = at;
    for (let k = this.#said.length - 1; k >= 0; k--) {
      const mark = this.#said[k];
      if (mark === undefined || mark.after !== undefined) break;
      mark.after = at;
    }
  }

  /** The marks on the clock of the rows, counted from `start`; none when the two clocks cannot be brought together. */
  marks(start: bigint): readonly Mark[] {
    const { offsetNs, within } = this.#found(start);
    if (offsetNs === undefined) return [];
    const source = "fd" as const;
    return this.#said.map(({ kind, name, at }) => ({ kind, name, at: at + offsetNs - start, within, source }));
  }

  /** What was found of the marks' clock. */
  findings(start: bigint): readonly Finding[] {
    return this.#said.length === 0 ? [noMarks] : this.#found(start).findings;
  }

  #found(start: bigint): MarkClock {
    const placed = this.#said.flatMap(({ at, before, after }): PlacedMark[] =>
      before === undefined || after === undefined ? [] : [{ at, before, after }],
    );
    this.#clock ??= markClock(placed, start);
    return this.#clock;
  }
}

function lineOf(pattern: string): RegExp {
  const wanted = "Write a regular expression with the groups (?<at>TIME), (?<begin>...) and (?<end>...)";
  let line: RegExp;
  try {
    line = new RegExp(pattern);
  } catch (cause) {
    throw new MeasurementError("CONFIG", `marks: ${pattern} is no regular expression`, wanted, { cause });
  }
  const missing = ["at", "begin", "end"].filter((group) => !pattern.includes(`(?<${group}>`));
  if (missing.length === 0) return line;
  throw new MeasurementError("CONFIG", `marks: ${pattern} has no group ${missing.join(", ")}`, wanted);
}

const noMarks: Finding = {
  code: "marks-missing",
  severity: "degraded",
  message: "No line of the table is a mark by the setting marks: there is no window but the whole table",
  remedy: "Compare the regular expression with a line of the file",
  probe: "csv",
};
