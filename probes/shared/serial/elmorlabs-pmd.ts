import { type Decoder, type Rows, reserve } from "./protocol.js";

/** Columns: volts and amperes of PCIE1, PCIE2, EPS1 and EPS2, in the order of the stream. */
export const PMD_COLUMNS = 8;
/** Ticks of the device's counter in a second, as measured over the recordings of the GPU_Power_Benchmark project. */
export const PMD_TICKS_PER_SECOND = 2_933_500;

const ROW_BYTES = 18;
const VOLTS_PER_COUNT = 0.007568;
const AMPERES_PER_COUNT = 0.0488;
// Steps between neighbouring rows were 581 to 1017 ticks in 115,000 recorded ones, so two steps in one are more than 1100.
const SHORTEST_STEP = 500;
const LONGEST_STEP = 1100;
// One plausible step comes about by chance once in a hundred times, so that a row sewn together at a loss could pass.
const FOLLOWERS = 4;

/**
 * The stream of an ElmorLabs PMD-USB: rows of nine little-endian words, a 16-bit counter and eight readings whose lowest four
 * bits are 0. It has no marker, so a row counts only when four more follow it, each with a plausible step of the counter:
 * otherwise one byte is dropped and the search goes on. The last four rows before a loss and the
 * first one after it go with it. Readings are signed; a little below zero at no load is offset, and kept.
 * A loss of some 107 rows can hide behind a whole turn of the counter: arrival times show that one.
 */
export function pmdDecoder(): Decoder {
  let held = new Uint8Array(0);
  let rejectedBytes = 0;
  let inStep = false;
  // NaN: nothing read since the last loss.
  let last = Number.NaN;
  let ticks = 0;
  // How many rows are known to follow the one at hand.
  let followers = 0;
  const append = (rows: Rows, view: DataView, at: number) => {
    const counter = view.getUint16(at, true);
    if (Number.isNaN(last)) {
      rows.breaks.push(rows.length);
      ticks = 0;
    } else ticks += (counter - last) & 0xffff;
    last = counter;
    rows.ticks[rows.length] = ticks;
    for (const [index, column] of rows.columns.entries()) {
      const scale = index % 2 === 0 ? VOLTS_PER_COUNT : AMPERES_PER_COUNT;
      column[rows.length] = (view.getInt16(at + 2 + 2 * index, true) >> 4) * scale;
    }
    rows.length++;
  };
  return {
    push(bytes, rows) {
      const all = joined(held, bytes);
      const view = new DataView(all.buffer, all.byteOffset, all.byteLength);
      reserve(rows, Math.floor(all.length / ROW_BYTES));
      let at = 0;
      while (at + (followers + 2) * ROW_BYTES <= all.length) {
        if (!isFollowed(view, at + followers * ROW_BYTES)) {
          last = Number.NaN;
          inStep = false;
          followers = 0;
          rejectedBytes++;
          at++;
        } else if (++followers === FOLLOWERS) {
          // what was read before the loss may be the first half of the first row
          if (inStep) append(rows, view, at);
          else rejectedBytes += ROW_BYTES;
          inStep = true;
          at += ROW_BYTES;
          followers--;
        }
      }
      held = all.slice(at);
    },
    get rejectedBytes() {
      return rejectedBytes;
    },
  };
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}

function isFollowed(view: DataView, at: number): boolean {
  const step = (view.getUint16(at + ROW_BYTES, true) - view.getUint16(at, true)) & 0xffff;
  return step >= SHORTEST_STEP && step <= LONGEST_STEP && isRow(view, at) && isRow(view, at + ROW_BYTES);
}

function isRow(view: DataView, at: number): boolean {
  let lowest = 0;
  for (let word = 2; word < ROW_BYTES; word += 2) lowest |= view.getUint8(at + word);
  return (lowest & 15) === 0;
}
