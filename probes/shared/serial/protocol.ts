/** What a serial protocol makes of bytes: rows by column, and an account of every byte that became none. */
export interface Decoder {
  /** Takes the next bytes of the stream, cut anywhere, and appends the rows they complete. */
  push(bytes: Uint8Array, rows: Rows): void;
  /** Bytes that belong to no row: damaged, cut, or read while looking for the beginning of a row. */
  readonly rejectedBytes: number;
}

/** Rows by column, in buffers that grow: of each only the first `length` values are valid. */
export interface Rows {
  length: number;
  /** The device's own clock in its ticks, unwrapped since the last break. */
  ticks: Float64Array;
  columns: Float64Array[];
  /** Rows before which bytes were lost; there `ticks` begins anew at 0, since wraps in the loss cannot be counted. */
  breaks: number[];
}

/** Rows of so many columns, with room for `capacity` of them. */
export const emptyRows = (columns: number, capacity = 1024): Rows => ({
  length: 0,
  ticks: new Float64Array(capacity),
  columns: Array.from({ length: columns }, () => new Float64Array(capacity)),
  breaks: [],
});

/** Makes room for `more` rows; buffers at least double, so that appending costs the same however many there are. */
export function reserve(rows: Rows, more: number): void {
  const needed = rows.length + more;
  if (needed <= rows.ticks.length) return;
  const grow = (old: Float64Array) => {
    const wider = new Float64Array(Math.max(needed, 2 * old.length));
    wider.set(old.subarray(0, rows.length));
    return wider;
  };
  rows.ticks = grow(rows.ticks);
  rows.columns = rows.columns.map(grow);
}
