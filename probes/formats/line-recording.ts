import type { Batch } from "../../src/core/batch.js";
import { type Condition, columnNamesOf } from "../../src/core/condition.js";
import { MeasurementError } from "../../src/core/error.js";
import type { Finding } from "../../src/core/finding.js";
import type { Imported, ImportedEnding } from "../../src/core/format.js";
import type { Mark } from "../../src/core/mark.js";
import type { Rail, Total } from "../../src/core/rail.js";
import type { Seconds } from "../../src/core/units.js";
import { readLines } from "./lines.js";
import { type Rejections, Tally } from "./tally.js";
import { Ticks } from "./ticks.js";

/** A sample: its instant in nanoseconds after the recording's start, and every column's value or NaN. */
export interface Row {
  readonly at: bigint;
  readonly values: readonly number[];
  /** How many lines it was made of, this one included; 1 when absent. */
  readonly lines?: number;
}

/** Lines that belong together and give no sample, and why. */
export interface Discarded {
  readonly reason: string;
  readonly lines: number;
}

/** What is known of a file of lines when its beginning has been read. */
export interface LineFormat {
  readonly probe: string;
  readonly path: string;
  readonly device: string;
  readonly rails: readonly Rail[];
  readonly totals?: readonly Total[];
  readonly conditions?: readonly Condition[];
  readonly startMs: number;
  readonly clock: string;
  /** Half-width of the first and the last instant, where the times of the file are coarse. */
  readonly within?: Seconds;
  readonly findings?: readonly Finding[];
  /** Reasons of `take`, in words; `cut` and `backwards` are known. */
  readonly rejections: Rejections;
  /** A line that is whole: the sample it completes, the reason it gives none, or undefined when it is the part of one to come. */
  take(line: string): Row | Discarded | string | undefined;
  /** What the lines make whose sample was still to come when the file ended. */
  end?(): Row | Discarded | undefined;
  /** What only the whole file tells, asked for after its last line. */
  endFindings?(): readonly Finding[];
  /** What was marked in the file, likewise. */
  endMarks?(): readonly Mark[];
}

const always: Rejections = {
  cut: "too long, or last and without a line end, so perhaps cut",
  backwards: "not later than the row before, or more than 104 days after the start",
};

/** The only file of a format that reads one at a time. Throws CONFIG for several. */
export function onlyFile(format: string, files: readonly string[]): string {
  const [path, second] = files;
  if (path !== undefined && second === undefined) return path;
  throw new MeasurementError("CONFIG", `${format} reads one file, not ${files.length}`, "Import them one at a time");
}

/** A recording that is a file of lines, read in bounded memory. */
export class LineRecording implements Imported {
  readonly device: string;
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
  readonly conditions: readonly Condition[];
  readonly startMs: number;
  readonly clock: string;
  readonly findings: readonly Finding[];
  readonly #format: LineFormat;
  readonly #ticks: Ticks;
  readonly #tally: Tally;

  constructor(format: LineFormat) {
    const { device, rails, totals = [], conditions = [], startMs, clock, findings = [] } = format;
    this.device = device;
    this.rails = rails;
    this.totals = totals;
    this.startMs = startMs;
    this.clock = clock;
    this.findings = findings;
    this.#format = format;
    this.conditions = conditions;
    this.#ticks = new Ticks(format.probe, columnNamesOf(format));
    this.#tally = new Tally(format.probe, { ...always, ...format.rejections });
  }

  async *batches(): AsyncIterable<Batch> {
    for await (const lines of readLines(this.#format.path)) {
      for (const { text, whole } of lines) {
        this.#take(whole ? this.#format.take(text) : "cut");
        if (this.#ticks.full) yield this.#ticks.take();
      }
    }
    this.#take(this.#format.end?.());
    yield this.#ticks.end();
  }

  #take(taken: Row | Discarded | string | undefined): void {
    if (taken === undefined) return;
    if (typeof taken === "string") this.#tally.reject(taken);
    else if ("reason" in taken) this.#tally.reject(taken.reason, taken.lines);
    else if (this.#ticks.add(taken.at, taken.values)) this.#tally.use(taken.values.some(Number.isNaN), taken.lines);
    else this.#tally.reject("backwards", taken.lines);
  }

  ending(): ImportedEnding {
    const end = this.#ticks.last;
    if (end < 0n)
      throw new MeasurementError(
        "NO_DATA",
        `${this.#format.path} has no sample`,
        "Check that it is a recording of this format",
      );
    const findings = [...this.#tally.findings(), ...(this.#format.endFindings?.() ?? [])];
    const { within } = this.#format;
    const marks = this.#format.endMarks?.() ?? [];
    return { from: 0n, to: end, end, findings, marks, ...(within !== undefined && { within }) };
  }
}
