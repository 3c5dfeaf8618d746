import type { Batch } from "../../../src/core/batch.js";
import { MeasurementError } from "../../../src/core/error.js";
import type { Finding } from "../../../src/core/finding.js";
import { defineFormat, type Imported, type ImportedEnding } from "../../../src/core/format.js";
import { columnsOf, type Rail } from "../../../src/core/rail.js";
import { nanoseconds } from "../../../src/core/units.js";
import { PMD_RAILS } from "../../shared/serial/elmorlabs-pmd.js";
import { PMD_ROWS_PER_SECOND } from "../../shared/serial/elmorlabs-pmd-rows.js";
import { onlyFile } from "../line-recording.js";
import { readBytes } from "../lines.js";
import { type Capture, findCapture } from "./capture.js";
import { rowsFinding, spanFinding, spanUnused } from "./findings.js";
import { Segments } from "./segments.js";
import { pmdSettings } from "./settings.js";

const NAME = "elmorlabs-pmd";

const rails: readonly Rail[] = PMD_RAILS.map(({ id, point, columns, uncertainty }) => ({
  id,
  point,
  measures: "power",
  columns,
  period: 1 / PMD_ROWS_PER_SECOND,
  window: { kind: "instantaneous" },
  uncertainty,
}));

/** The stream of a PMD-USB as it was written to a file, with its time beside it where it is a folder. */
export default defineFormat({
  name: NAME,
  title: "a capture of an ElmorLabs PMD-USB's stream: the file, or a folder of the GPU_Power_Benchmark project",
  settings: pmdSettings,
  read: async (files, settings) => new PmdRecording(findCapture(onlyFile(NAME, files), settings)),
});

class PmdRecording implements Imported {
  readonly device = "ElmorLabs PMD-USB";
  readonly rails = rails;
  readonly totals = [{ name: "connectors", parts: rails.map(({ id }) => id), scope: "all four connectors" }];
  readonly startMs: number;
  readonly clock: string;
  readonly findings: readonly Finding[] = [];
  readonly #capture: Capture;
  readonly #segments = new Segments(
    NAME,
    columnsOf(rails).map(({ name }) => name),
  );

  constructor(capture: Capture) {
    this.#capture = capture;
    this.startMs = capture.startMs ?? 0;
    this.clock =
      capture.startMs === undefined
        ? "the device's counter, from an unknown day, here 1970-01-01"
        : "the device's counter, from the time noted at the stream's begin";
  }

  async *batches(): AsyncIterable<Batch> {
    for await (const block of readBytes(this.#capture.path)) yield* this.#segments.push(block);
    yield* this.#segments.end();
  }

  ending(): ImportedEnding {
    const { rows, last } = this.#segments;
    if (rows === 0)
      throw new MeasurementError(
        "NO_DATA",
        `${this.#capture.path} has no row of a PMD-USB`,
        "Import the binary stream as the device sent it: counter of 16 bits, all eight channels",
      );
    const end = nanoseconds(last);
    const rejected = rowsFinding(NAME, this.#segments);
    const span = this.#span(last);
    const { withinMs, work } = this.#capture;
    const unused = work === undefined ? [] : [spanUnused(NAME)];
    if (span === undefined) return { from: 0n, to: end, end, findings: [rejected, ...unused] };
    const within = withinMs / 1000;
    return { ...span, within, end, findings: [rejected, spanFinding(NAME, withinMs)] };
  }

  /** The work's span, as far as the samples are of it. */
  #span(last: number): Pick<ImportedEnding, "from" | "to"> | undefined {
    const { startMs, work } = this.#capture;
    if (startMs === undefined || work === undefined) return undefined;
    const [from, to] = work.map((ms) => (ms - startMs) / 1000);
    const inside = from !== undefined && to !== undefined && from >= 0 && from < to && to <= last;
    return inside ? { from: nanoseconds(from), to: nanoseconds(to) } : undefined;
  }
}
