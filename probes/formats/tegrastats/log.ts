import type { Finding } from "../../../src/core/finding.js";
import { type Line, parseLine } from "../../shared/tegrastats/line.js";
import { valuesOf } from "../../shared/tegrastats/values.js";
import type { Row } from "../line-recording.js";
import { type Beyond, beyondFindings, gridFindings, otherRails } from "./findings.js";
import type { Grid } from "./grid.js";

const NANOS_PER_MS = 1e6;

/** What a log is read for. */
export interface Wanted {
  /** Rails that are columns, in their order, and all that are known. */
  readonly rails: readonly string[];
  readonly all: readonly string[];
  readonly startMs: number;
  /** Whether lines are placed by their own times, where they have them. */
  readonly stamped: boolean;
  readonly mostWatts: number;
  readonly board: string | undefined;
}

/** The lines of a log, one after another: samples, or why they are none. */
export class Log {
  readonly #grid: Grid;
  readonly #wanted: Wanted;
  readonly #known: ReadonlySet<string>;
  readonly #others = new Map<string, number>();
  readonly #beyond: Beyond;
  #begun = false;

  constructor(grid: Grid, wanted: Wanted) {
    this.#grid = grid;
    this.#wanted = wanted;
    this.#known = new Set(wanted.all);
    this.#beyond = { mostWatts: wanted.mostWatts, board: wanted.board ?? "a Jetson", count: 0, largestMilliwatts: 0 };
  }

  /** The sample of a line, in nanoseconds after the log's start, or the name of the reason that it is none. */
  take(text: string): Row | string {
    const line = parseLine(text);
    if (line === undefined) return this.#foreign(text);
    this.#begun = true;
    this.#noteOthers(line);
    const { rails, mostWatts, startMs, stamped } = this.#wanted;
    const { values, reasons } = valuesOf(line, rails, mostWatts);
    const at = this.#grid.place(stamped ? line.stampMs : undefined);
    if (at === undefined) return "jump";
    if (reasons.every((reason) => reason === "no-value")) return "rails";
    this.#noteBeyond(line, reasons);
    return { at: BigInt(Math.round((at - startMs) * NANOS_PER_MS)), values };
  }

  /** What only the whole log tells. */
  findings(): readonly Finding[] {
    return [...gridFindings(this.#grid), ...beyondFindings(this.#beyond), ...otherRails(this.#others)];
  }

  /** What is left of a line took its interval; anything else stands between the lines. */
  #foreign(text: string): string {
    const rest = /RAM \d|\d(mW)?\/\d|@-?\d/.test(text);
    if (rest) this.#grid.skip();
    return rest || this.#begun ? "foreign" : "preamble";
  }

  #noteOthers({ readings }: Line): void {
    for (const { rail } of readings)
      if (!this.#known.has(rail) && (this.#others.has(rail) || this.#others.size < MOST_OTHERS))
        this.#others.set(rail, (this.#others.get(rail) ?? 0) + 1);
  }

  #noteBeyond({ readings }: Line, reasons: readonly (string | undefined)[]): void {
    const beyond = this.#wanted.rails.filter((_, column) => reasons[column] === "out-of-range");
    for (const { rail, milliwatts } of readings)
      if (beyond.includes(rail)) {
        this.#beyond.count++;
        if (Math.abs(milliwatts) > Math.abs(this.#beyond.largestMilliwatts))
          this.#beyond.largestMilliwatts = milliwatts;
      }
  }
}

/** A damaged log must not fill the memory with names. */
const MOST_OTHERS = 100;
