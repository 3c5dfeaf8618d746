import { joined } from "./bytes.js";
import { type Decoder, type Rows, reserve } from "./protocol.js";

/** Columns: volts and amperes of PCIE1, PCIE2, EPS1 and EPS2, in the order of the stream. */
export const PMD_COLUMNS = 8;
/** Ticks of the device's counter in a second, as measured over the recordings of the GPU_Power_Benchmark project. */
export const PMD_TICKS_PER_SECOND = 2_933_500;

/** Rows in a second, over the same recordings. */
export const PMD_ROWS_PER_SECOND = 4780;

const ROW_BYTES = 18;
/** Volts of one count. */
export const VOLTS_PER_COUNT = 0.007568;
/** Amperes of one count. */
export const AMPERES_PER_COUNT = 0.0488;
// Steps between neighbouring rows were 581 to 1017 ticks in 115,000 recorded ones, so two steps in one are more than 1100.
const SHORTEST_STEP = 500;
const LONGEST_STEP = 1100;
// One plausible step comes about by chance once in a hundred times, so that a row sewn together at a loss could pass.
const FOLLOWERS = 4;

/**
 * The stream of an ElmorLabs PMD-USB: rows of nine little-endian words, a 16-bit counter and eight readings whose lowest four
 * bits are 0. It has no marker, so a row counts only when four more follow it, each with a plausible step of the counter:
 * otherwise one byte is dropped and the search goes on. The last four rows before a loss and the
 * first one after it go with it; so does the very last row, as nothing follows it. Readings are signed; a little below zero
 * at no load is offset, and kept. A loss of some 107 rows can hide behind a whole turn of the counter: arrival times show that one.
 */
export function pmdDecoder(): Decoder {
  let held: Uint8Array = new Uint8Array(0);
  let rejectedBytes = 0;
  let inStep = false;
  // NaN: nothing read since the last loss.
  let last = Number.NaN;
  let ticks = 0;
  // How many rows are known to follow the first one held.
  let followers = 0;
  const take = (all: Uint8Array, from: number, count: number, rows: Rows) => {
    for (let i = 0, at = from; i < count; i++, at += ROW_BYTES) {
      const counter = counterAt(all, at);
      if (Number.isNaN(last)) {
        rows.breaks.push(rows.length + i);
        ticks = 0;
      } else ticks += (counter - last) & 0xffff;
      last = counter;
      rows.ticks[rows.length + i] = ticks;
    }
    for (const [index, column] of rows.columns.entries()) {
      const scale = index % 2 === 0 ? VOLTS_PER_COUNT : AMPERES_PER_COUNT;
      fill(column.subarray(rows.length, rows.length + count), all, from + 2 + 2 * index, scale);
    }
    rows.length += count;
  };
  /** Takes as many of these rows as count, and says where the rest begins. */
  const takeFollowed = (all: Uint8Array, at: number, rows: Rows): number => {
    const count = followers - FOLLOWERS + 1;
    if (count < 1) return at;
    // what was read before the loss may be the first half of the first row
    const sewn = inStep ? 0 : 1;
    rejectedBytes += sewn * ROW_BYTES;
    inStep = true;
    take(all, at + sewn * ROW_BYTES, count - sewn, rows);
    followers -= count;
    return at + count * ROW_BYTES;
  };
  return {
    push(bytes, rows) {
      const all = joined(held, bytes);
      reserve(rows, Math.floor(all.length / ROW_BYTES));
      let at = 0;
      for (;;) {
        followers += countFollowers(all, at + followers * ROW_BYTES);
        at = takeFollowed(all, at, rows);
        if (at + (followers + 2) * ROW_BYTES > all.length) break;
        last = Number.NaN;
        inStep = false;
        followers = 0;
        rejectedBytes++;
        at++;
      }
      held = all.slice(at);
    },
    end(rows) {
      // A byte lost in the last rows would have left a part of one.
      const whole = inStep && held.length === (followers + 1) * ROW_BYTES;
      const count = whole ? followers : 0;
      reserve(rows, count);
      take(held, 0, count, rows);
      rejectedBytes += held.length - count * ROW_BYTES;
      held = new Uint8Array(0);
      followers = 0;
    },
    get rejectedBytes() {
      return rejectedBytes;
    },
  };
}

const counterAt = (all: Uint8Array, at: number): number => (all[at] ?? 0) | ((all[at + 1] ?? 0) << 8);

function fill(column: Float64Array, all: Uint8Array, first: number, scale: number): void {
  // the upper twelve bits, signed
  for (let i = 0, at = first; i < column.length; i++, at += ROW_BYTES)
    column[i] = ((counterAt(all, at) << 16) >> 20) * scale;
}

/** How many rows follow each other after the one at `from`. */
function countFollowers(all: Uint8Array, from: number): number {
  let at = from;
  if (at + 2 * ROW_BYTES > all.length || !isRow(all, at)) return 0;
  while (at + 2 * ROW_BYTES <= all.length && isStep(all, at) && isRow(all, at + ROW_BYTES)) at += ROW_BYTES;
  return (at - from) / ROW_BYTES;
}

function isStep(all: Uint8Array, at: number): boolean {
  const step = (counterAt(all, at + ROW_BYTES) - counterAt(all, at)) & 0xffff;
  return step >= SHORTEST_STEP && step <= LONGEST_STEP;
}

function isRow(all: Uint8Array, at: number): boolean {
  let lowest = 0;
  for (let word = at + 2; word < at + ROW_BYTES; word += 2) lowest |= all[word] ?? 0;
  return (lowest & 15) === 0;
}
