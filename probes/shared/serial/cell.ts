import { parseNumber } from "../number.js";

const SPACE = 0x20;
const TAB = 0x09;
const PLUS = 0x2b;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const TEN = 10;
/** Whole numbers of so many digits are exact, and so is their quotient by a power of ten: no better rounding exists. */
const EXACT_DIGITS = 15;
const POWERS = Array.from({ length: EXACT_DIGITS + 1 }, (_, k) => TEN ** k);

/** What meters and their programs write where they have no number. */
const ABSENT = /^(?:|nan|[+-]?inf|ovf|overflow|n\/a|null|---*)$/i;

/** Where the digits of a cell begin. */
export function trimStart(bytes: Uint8Array, from: number, to: number): number {
  let at = from;
  while (at < to && isBlank(bytes[at])) at++;
  return at;
}

/** One past the last byte that is not blank. */
export function trimEnd(bytes: Uint8Array, from: number, to: number): number {
  let at = to;
  while (at > from && isBlank(bytes[at - 1])) at--;
  return at;
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

/**
 * The decimal number in `bytes[from..to)`; NaN where the meter says that it has none (`nan`, `ovf`, nothing at all);
 * undefined for anything else. The same as `parseNumber` of the text, without making a text of the usual cell.
 */
export function readCell(bytes: Uint8Array, from: number, to: number): number | undefined {
  const first = trimStart(bytes, from, to);
  const last = trimEnd(bytes, first, to);
  const sign = bytes[first];
  const start = sign === PLUS || sign === MINUS ? first + 1 : first;
  let digits = 0;
  let whole = 0;
  let decimals = -1;
  for (let at = start; at < last; at++) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit >= 0 && digit < TEN) {
      whole = whole * TEN + digit;
      digits++;
      if (decimals >= 0) decimals++;
    } else if (digit === POINT - ZERO && decimals < 0) decimals = 0;
    else return readWord(bytes, first, last);
  }
  if (digits === 0 || digits > EXACT_DIGITS) return readWord(bytes, first, last);
  const value = decimals > 0 ? whole / (POWERS[decimals] ?? 1) : whole;
  // plus zero: a reading of -0 is 0
  return sign === MINUS ? 0 - value : value;
}

function readWord(bytes: Uint8Array, from: number, to: number): number | undefined {
  const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + 64)));
  return to - from > 64 ? undefined : (parseNumber(text) ?? (ABSENT.test(text) ? Number.NaN : undefined));
}
