import { ANY_FORM } from "./forms.js";

/** The bytes of a line, and where its cells end: at a comma, or at its own end. */
export interface Cells {
  bytes: Buffer;
  count: number;
  /** Where the line begins, then the end of each cell. */
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
  ends: new Int32Array(capacity + 1),
});

/** Finds the cells of the line from `from` to `to`. */
export function split(cells: Cells, bytes: Buffer, from: number, to: number): void {
  const { ends } = cells;
  cells.bytes = bytes;
  ends[0] = from - 1;
  let count = 1;
  // writes beyond the room for ends are dropped by the array
  for (let at = from; at < to; at++) if (bytes[at] === COMMA) ends[count++] = at;
  ends[count] = to;
  cells.count = count;
}

/** Where a cell begins, without the blanks before it. */
export function startOf({ bytes, ends }: Cells, cell: number): number {
  const end = ends[cell + 1] ?? 0;
  let start = (ends[cell] ?? 0) + 1;
  while (start < end && bytes[start] === SPACE) start++;
  return start;
}

/** Where it ends, without the blanks behind it; not before it begins. */
export function endOf({ bytes, ends }: Cells, cell: number): number {
  const start = ends[cell] ?? 0;
  let end = ends[cell + 1] ?? 0;
  while (end > start + 1 && bytes[end - 1] === SPACE) end--;
  return end;
}

/** A cell as text. */
export const textOf = (cells: Cells, cell: number): string =>
  cells.bytes.toString("latin1", startOf(cells, cell), endOf(cells, cell));

/**
 * The number in a cell, with or without its unit behind a blank; NaN for anything else: `[N/A]`, nothing, a sign, an
 * exponent (devices.md B3), what is printed otherwise than the column is. Correctly rounded: digits and power of ten are both exact.
 */
export function numberOf(cells: Cells, cell: number, form = ANY_FORM): number {
  const { bytes } = cells;
  const end = endOf(cells, cell);
  let at = startOf(cells, cell);
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
  const decimals = point < 0 ? 0 : at - point - 1;
  if (form.decimals >= 0 && decimals !== form.decimals) return Number.NaN;
  if (at < end ? !isUnit(bytes, at, end) : form.unit) return Number.NaN;
  return value / (powersOfTen[decimals] ?? Number.NaN);
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
export function holds(cells: Cells, cell: number, wanted: Buffer): boolean {
  const start = startOf(cells, cell);
  if (endOf(cells, cell) - start !== wanted.length) return false;
  for (let k = 0; k < wanted.length; k++) if (cells.bytes[start + k] !== wanted[k]) return false;
  return true;
}
