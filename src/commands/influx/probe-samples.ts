import type { Batch } from "../../core/batch.js";
import { columnNamesOf } from "../../core/condition.js";
import type { RecordedProbe } from "../../core/recording.js";
import { fields } from "../../sinks/influx/sample-lines.js";
import { tagValue } from "../../sinks/influx/text.js";
import { type RowColumns, RowReader } from "./columns.js";
import type { InfluxServer } from "./server.js";
import type { StoredRun } from "./stored-runs.js";

/** Samples in one batch. */
const BATCH = 4096;

/** The samples of a probe as they were recorded: raw, at their instants, and NaN where the database has no value. */
export async function* probeSamples(
  server: InfluxServer,
  stored: StoredRun,
  probe: RecordedProbe,
): AsyncGenerator<Batch> {
  const readers = rowsOf(stored, probe).map((rows) => ({
    reader: new RowReader(server, rows),
    width: rows.columns.length,
  }));
  for (const { reader } of readers) await reader.next();
  const width = columnNamesOf(probe).length;
  const shift = stored.zero - stored.manifest.start;
  for (let batch = new Building(probe.name, width); ; ) {
    const wall = earliest(readers.map(({ reader }) => reader.at));
    if (wall === undefined || batch.full) {
      if (batch.length > 0) yield batch.done();
      if (wall === undefined) return;
      batch = new Building(probe.name, width);
    }
    const index = batch.add(wall - shift);
    let first = 0;
    for (const { reader, width } of readers) {
      if (reader.at === wall) {
        reader.fill(batch.columns, first, index);
        await reader.next();
      }
      first += width;
    }
  }
}

const earliest = (instants: readonly (bigint | undefined)[]): bigint | undefined =>
  instants.reduce((least, at) => (at !== undefined && (least === undefined || at < least) ? at : least), undefined);

/** In the order of the probe's columns. */
function rowsOf(
  { run, host, zero, before, follows, manifest }: StoredRun,
  probe: RecordedProbe,
): readonly RowColumns[] {
  const own = { host, run, probe: tagValue(probe.name) };
  // a first sample may be stamped a little before the recording's start
  const slack = 1_000_000_000n;
  const bounds = { from: follows || manifest.start < slack ? zero : zero - slack, before };
  return [
    ...probe.rails.map(({ id, columns }) => ({
      wanted: { measurement: "power", tags: { ...own, rail: tagValue(id) }, ...bounds },
      columns: columns.map(({ quantity, scale }) => ({ field: fields[quantity], scale })),
    })),
    ...(probe.conditions ?? []).map(({ name }) => ({
      wanted: { measurement: "condition", tags: { ...own, condition: tagValue(name) }, ...bounds },
      columns: [{ field: "value", scale: 1 }],
    })),
  ];
}

/** A batch in the making: every value is missing until it is there. */
class Building {
  length = 0;
  readonly columns: readonly Float64Array[];
  readonly #probe: string;
  readonly #at = new BigInt64Array(BATCH);

  constructor(probe: string, columns: number) {
    this.#probe = probe;
    this.columns = Array.from({ length: columns }, () => new Float64Array(BATCH).fill(Number.NaN));
  }

  get full(): boolean {
    return this.length === BATCH;
  }

  /** Begins a sample, and answers with its index. */
  add(at: bigint): number {
    this.#at[this.length] = at;
    return this.length++;
  }

  done(): Batch {
    const columns = this.columns.map((column) => column.subarray(0, this.length));
    return { probe: this.#probe, at: this.#at.subarray(0, this.length), columns, gaps: [] };
  }
}
