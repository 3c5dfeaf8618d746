/** The bytes of a line, and where its cells begin and end, without the blanks around them. */
export interface Cells {
  bytes: Buffer;
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const [COMMA, SPACE, ZERO, NINE, POINT] = [0x2c, 0x20, 0x30, 0x39, 0x2e];
/** More digits than this do not fit the exact integers of float64. */
const EXACT_DIGITS = 15;
const powersOfTen = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);

/** Room for so many cells; of a line with more, only the count goes on. */
export const emptyCells = (capacity: number): Cells => ({
  bytes: Buffer.alloc(0),
  count: 0,
  starts: new Int32Array(capacity),
  ends: new Int32Array(capacity),
});

/** Finds the cells of the line from `from` to `to`. */
export function split(cells: Cells, bytes: Buffer, from: number, to: number): void {
  const { starts, ends } = cells;
  cells.bytes = bytes;
  let count = 0;
  let start = from;
  for (let at = from; at <= to; at++) {
    if (at < to && bytes[at] !== COMMA) continue;
    if (count < starts.length) {
      let end = at;
      while (start < end && bytes[start] === SPACE) start++;
      while (end > start && bytes[end - 1] === SPACE) end--;
      starts[count] = start;
      ends[count] = end;
    }
    count++;
    start = at + 1;
  }
  cells.count = count;
}

/** A cell as text. */
export const textOf = ({ bytes, starts, ends }: Cells, cell: number): string =>
  bytes.toString("latin1", starts[cell], ends[cell]);

/**
 * The number in a cell, with or without its unit behind a blank; NaN for anything else: `[N/A]`, nothing, a sign, an
 * exponent (devices.md B3). Correctly rounded: digits and power of ten are both exact.
 */
export function numberOf({ bytes, starts, ends }: Cells, cell: number): number {
  const end = ends[cell] ?? 0;
  let at = starts[cell] ?? 0;
  let digits = 0;
  let value = 0;
  let point = -1;
  for (; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      digits++;
    } else if (byte === POINT && point < 0 && digits > 0) point = at;
    else break;
  }
  if (digits === 0 || digits > EXACT_DIGITS || point === at - 1) return Number.NaN;
  if (at < end && !isUnit(bytes, at, end)) return Number.NaN;
  return point < 0 ? value : value / (powersOfTen[at - point - 1] ?? Number.NaN);
}

/** A blank, then letters or a per cent sign. */
function isUnit(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] !== SPACE || at + 1 === end) return false;
  for (let next = at + 1; next < end; next++) {
    const byte = bytes[next] ?? 0;
    const letter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
    if (!letter && byte !== 0x25) return false;
  }
  return true;
}

/** Whether a cell holds exactly these bytes. */
export function holds({ bytes, starts, ends }: Cells, cell: number, wanted: Buffer): boolean {
  const start = starts[cell] ?? 0;
  if ((ends[cell] ?? 0) - start !== wanted.length) return false;
  for (let k = 0; k < wanted.length; k++) if (bytes[start + k] !== wanted[k]) return false;
  return true;
}
