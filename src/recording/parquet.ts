import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import type { AppendFile } from "./append-file.js";
import type { ExportColumn } from "./export-columns.js";
import type { ExportRows } from "./export-rows.js";
import type { WallClock } from "./wall.js";

/** Rows of a row group: what is held in memory, and what a reader can skip. */
export const PARQUET_ROWS = 65_536;

const NANOS_PER_SECOND = 1e9;
const MICROS_PER_MS = 1000;

/** What a parquet file is made with. */
export interface ParquetTarget {
  readonly file: AppendFile;
  readonly start: bigint;
  readonly wall: WallClock;
  /** Written into the file's metadata, e.g. the run's id. */
  readonly about: Readonly<Record<string, string>>;
}

/** Writes rows as one Parquet file, a row group at a time. Throws MeasurementError DISK. */
export function writeParquet(
  rows: Iterable<ExportRows>,
  columns: readonly ExportColumn[],
  target: ParquetTarget,
): void {
  const writer = new ParquetWriter({
    writer: bytesInto(target.file),
    schema: schemaOf(columns),
    createdBy: "joulemark",
    kvMetadata: Object.entries(target.about).map(([key, value]) => ({ key, value })),
  });
  for (const group of rows) {
    const values = columns.map(({ name }, index) => ({ name, data: withNulls(group.values[index]) }));
    // Every writer here is synchronous: nothing is returned to wait for.
    void writer.write({ columnData: [...timeColumns(group.at, target), ...values], rowGroupSize: PARQUET_ROWS });
  }
  void writer.finish();
}

function schemaOf(columns: readonly ExportColumn[]): SchemaElement[] {
  const wall: SchemaElement = {
    name: "wall",
    type: "INT64",
    converted_type: "TIMESTAMP_MICROS",
    logical_type: { type: "TIMESTAMP", isAdjustedToUTC: true, unit: "MICROS" },
    repetition_type: "REQUIRED",
  };
  return [
    { name: "root", num_children: columns.length + 3 },
    { name: "t_s", type: "DOUBLE", repetition_type: "REQUIRED" },
    { name: "monotonic_ns", type: "INT64", repetition_type: "REQUIRED" },
    wall,
    ...columns.map(({ name }): SchemaElement => ({ name, type: "DOUBLE", repetition_type: "OPTIONAL" })),
  ];
}

function timeColumns(at: Float64Array, { start, wall }: ParquetTarget): ColumnSource[] {
  const monotonic = BigInt64Array.from(at, (atNs) => start + BigInt(atNs));
  const micros = BigInt64Array.from(at, (atNs) => BigInt(Math.round(wall(atNs) * MICROS_PER_MS)));
  return [
    { name: "t_s", data: at.map((atNs) => atNs / NANOS_PER_SECOND), encoding: "PLAIN" },
    { name: "monotonic_ns", data: monotonic, encoding: "DELTA_BINARY_PACKED" },
    { name: "wall", data: micros, encoding: "DELTA_BINARY_PACKED" },
  ];
}

/** A gap is null, so that sums and means leave it out. */
function withNulls(values: Float64Array = new Float64Array(0)): Float64Array | (number | null)[] {
  if (!values.some(Number.isNaN)) return values;
  return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** A buffer that is emptied into the file whenever a row group is whole. */
function bytesInto(file: AppendFile): ByteWriter & { flush(): void } {
  const writer = new ByteWriter();
  const flush = () => {
    file.write(new Uint8Array(writer.buffer, 0, writer.index));
    writer.index = 0;
  };
  return Object.assign(writer, { flush, finish: flush });
}
