import { basename } from "node:path";
import type { Batch } from "../../../src/core/batch.js";
import { MeasurementError } from "../../../src/core/error.js";
import { defineFormat, type Imported, type ImportedEnding } from "../../../src/core/format.js";
import { columnsOf } from "../../../src/core/rail.js";
import { readLines } from "../lines.js";
import { Ticks } from "../ticks.js";
import { findingsOf, type Rejected } from "./findings.js";
import { type Beginning, readBeginning } from "./header.js";
import { type PlannedRail, railsOf } from "./rails.js";
import { parseRow, type Row } from "./row.js";
import { csvSettings } from "./settings.js";

const NANOS_PER_MS = 1e6;
/** 2000-01-01: a number below it counts from the tool's own start, not from 1970. */
const EARLIEST_WALL_MS = 946_684_800_000;

/** A table of numbers over time, with the user's word for what its columns are. */
export default defineFormat({
  name: "csv",
  title: "any table with a time column: the settings say which columns are rails, and where they were measured",
  settings: csvSettings,
  async read(files, settings) {
    const [path, second] = files;
    if (path === undefined || second !== undefined)
      throw new MeasurementError("CONFIG", `csv reads one file, not ${files.length}`, "Import them one at a time");
    const beginning = await readBeginning(path, settings, railsOf(settings, 1));
    return new Table(path, beginning, railsOf(settings, beginning.period));
  },
});

class Table implements Imported {
  readonly device: string;
  readonly rails: Imported["rails"];
  readonly totals = [];
  readonly clock: string;
  readonly startMs: number;
  readonly findings = [];
  readonly #path: string;
  readonly #beginning: Beginning;
  readonly #ticks: Ticks;
  readonly #rejected: Rejected = { preamble: 0, cut: 0, cells: 0, time: 0, values: 0, backwards: 0, partly: 0 };
  #rows = 0;

  constructor(path: string, beginning: Beginning, plans: readonly PlannedRail[]) {
    this.device = `table ${basename(path)}`;
    this.rails = plans.map(({ rail }) => rail);
    const wallMs = Number(beginning.start) / NANOS_PER_MS;
    const known = wallMs >= EARLIEST_WALL_MS;
    this.startMs = known ? wallMs : 0;
    this.clock = known ? "the time column" : "the time column, which counts from an unknown day, here 1970-01-01";
    this.#ticks = new Ticks(
      "csv",
      columnsOf(this.rails).map(({ name }) => name),
    );
    this.#path = path;
    this.#beginning = beginning;
  }

  async *batches(): AsyncIterable<Batch> {
    let line = 0;
    for await (const lines of readLines(this.#path)) {
      for (const { text, whole } of lines) {
        line++;
        if (line <= this.#beginning.headerLine) this.#rejected.preamble++;
        else if (whole) this.#take(text);
        else this.#rejected.cut++;
        if (this.#ticks.full) yield this.#ticks.take();
      }
    }
    yield this.#ticks.end();
  }

  #take(text: string): void {
    const row = parseRow(text, this.#beginning.layout);
    if (typeof row === "string") this.#rejected[row]++;
    else if (this.#ticks.add(row.at - this.#beginning.start, row.values)) this.#count(row);
    else this.#rejected.backwards++;
  }

  #count({ values }: Row): void {
    this.#rows++;
    if (values.some(Number.isNaN)) this.#rejected.partly++;
  }

  ending(): ImportedEnding {
    const end = this.#ticks.last;
    return { from: 0n, to: end, end, findings: findingsOf(this.#rows, this.#rejected) };
  }
}
