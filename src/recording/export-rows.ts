import type { Samples } from "../core/batch.js";
import type { ExportColumn } from "./export-columns.js";

/** A number of ticks as exported, in buffers that are used again. */
export interface ExportRows {
  /** Nanoseconds after the recording's start. */
  readonly at: Float64Array;
  /** In the order of the export columns; NaN is a gap. */
  readonly values: readonly Float64Array[];
}

/** Rows in pieces of `size` (the last may be shorter), however the samples were cut into chunks. */
export function* rowsOf(
  samples: Iterable<Samples>,
  columns: readonly ExportColumn[],
  size: number,
): Generator<ExportRows> {
  const at = new Float64Array(size);
  const values = columns.map(() => new Float64Array(size));
  let used = 0;
  for (const chunk of samples) {
    for (let from = 0; from < chunk.length; ) {
      const count = Math.min(chunk.length - from, size - used);
      at.set(chunk.at.subarray(from, from + count), used);
      for (const [index, column] of columns.entries())
        column.fill(chunk.columns, from, values[index]?.subarray(used, used + count) ?? new Float64Array(0));
      used += count;
      from += count;
      if (used === size) yield { at, values };
      if (used === size) used = 0;
    }
  }
  if (used > 0) yield { at: at.subarray(0, used), values: values.map((column) => column.subarray(0, used)) };
}
