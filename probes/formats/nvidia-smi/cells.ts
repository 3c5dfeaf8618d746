import { ANY_FORM, type Form } from "./forms.js";

/** The cells of a line: where each begins and ends, without the blanks around it, and the number it holds. */
export interface Cells {
  bytes: Buffer;
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** NaN for what is no number. */
  readonly numbers: Float64Array;
  /** How a number is printed: decimals, and how long the unit behind it is, its blank included. */
  readonly decimals: Int8Array;
  readonly units: Uint8Array;
}

const [COMMA, SPACE, ZERO, POINT, PERCENT] = [0x2c, 0x20, 0x30, 0x2e, 0x25];
/** More digits than this do not fit the exact integers of float64. */
const EXACT_DIGITS = 15;
/** No instrument prints more, before the point and behind it. */
const MOST = { whole: 12, decimals: 9 };
const powersOfTen = Float64Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => 10 ** k);

/** Room for so many cells; of a line with more, only the count goes on. */
export const emptyCells = (capacity: number): Cells => ({
  bytes: Buffer.alloc(0),
  count: 0,
  starts: new Int32Array(capacity),
  ends: new Int32Array(capacity),
  numbers: new Float64Array(capacity),
  decimals: new Int8Array(capacity),
  units: new Uint8Array(capacity),
});

/**
 * Finds the cells of the line from `from` to `to`, looking at every byte once. A number may have its unit behind a blank;
 * anything else is none: `[N/A]`, nothing, a sign, an exponent (devices.md B3). Correctly rounded: digits and power of
 * ten are both exact.
 */
export function split(cells: Cells, bytes: Buffer, from: number, to: number): void {
  // typed arrays drop what is written beyond their end
  const { starts, ends, numbers, decimals, units } = cells;
  cells.bytes = bytes;
  let count = 0;
  for (let at = from; at <= to; at++) {
    while (at < to && bytes[at] === SPACE) at++;
    starts[count] = at;
    let value = 0;
    let digits = 0;
    let point = -1;
    for (; at < to; at++) {
      const byte = bytes[at] ?? 0;
      const digit = byte - ZERO;
      if (digit >= 0 && digit <= 9) {
        value = value * 10 + digit;
        digits++;
      } else if (byte === POINT && point < 0 && digits > 0) point = at;
      else break;
    }
    const places = point < 0 ? 0 : at - point - 1;
    let isNumber = digits > 0 && digits <= EXACT_DIGITS && (point < 0 || places > 0);
    isNumber = isNumber && digits - places <= MOST.whole && places <= MOST.decimals;
    let end = at;
    if (at < to && bytes[at] !== COMMA) {
      while (at < to && bytes[at] !== COMMA) at++;
      const rest = end;
      end = at;
      while (end > rest && bytes[end - 1] === SPACE) end--;
      isNumber = isNumber && isUnit(bytes, rest, end);
      units[count] = end - rest;
    } else units[count] = 0;
    ends[count] = end;
    decimals[count] = places;
    numbers[count++] = isNumber ? value / (powersOfTen[places] ?? Number.NaN) : Number.NaN;
  }
  cells.count = count;
}

/** Nothing, or a blank, then letters or a per cent sign. */
function isUnit(bytes: Buffer, at: number, end: number): boolean {
  if (at === end) return true;
  if (bytes[at] !== SPACE) return false;
  for (let next = at + 1; next < end; next++) {
    const byte = bytes[next] ?? 0;
    const letter = (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
    if (!letter && byte !== PERCENT) return false;
  }
  return true;
}

/** A cell as text. */
export const textOf = ({ bytes, starts, ends }: Cells, cell: number): string =>
  bytes.toString("latin1", starts[cell], ends[cell]);

/** The number in a cell; NaN where there is none, and where it is printed otherwise than the column is: what is left of a cut one. */
export function numberOf(cells: Cells, cell: number, { unit, form = ANY_FORM }: Printed): number {
  const { numbers, decimals, units } = cells;
  if (form.decimals >= 0 && decimals[cell] !== form.decimals) return Number.NaN;
  if (units[cell] === 0 ? form.unit : !endsIn(cells, cell, unit)) return Number.NaN;
  return numbers[cell] ?? Number.NaN;
}

/** How the numbers of a column are printed: the unit they may have behind them, and what else is known. */
export interface Printed {
  readonly unit: Buffer;
  readonly form?: Form | undefined;
}

/** Whether this unit, and no other, stands behind the number: in a row whose columns are shifted it is another's. */
function endsIn({ bytes, ends, units }: Cells, cell: number, unit: Buffer): boolean {
  if (units[cell] !== unit.length + 1) return false;
  const start = (ends[cell] ?? 0) - unit.length;
  for (let k = 0; k < unit.length; k++) if (bytes[start + k] !== unit[k]) return false;
  return true;
}

/** Whether a cell holds exactly these bytes. */
export function holds({ bytes, starts, ends }: Cells, cell: number, wanted: Buffer): boolean {
  const start = starts[cell] ?? 0;
  if ((ends[cell] ?? 0) - start !== wanted.length) return false;
  for (let k = 0; k < wanted.length; k++) if (bytes[start + k] !== wanted[k]) return false;
  return true;
}
