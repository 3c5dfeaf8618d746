import type { Batch, Gap } from "../../../src/core/batch.js";
import { nanoseconds } from "../../../src/core/units.js";
import {
  PMD_COLUMNS,
  PMD_ROWS_PER_SECOND,
  PMD_TICKS_PER_SECOND,
  pmdDecoder,
} from "../../shared/serial/elmorlabs-pmd-rows.js";
import { emptyRows, type Rows } from "../../shared/serial/protocol.js";

const ROW_BYTES = 18;
/** Small, so that what was lost in one is lost at one place. */
const PIECE_BYTES = 4096;

/**
 * Batches from the bytes of a capture. Time is the device's own; over bytes that gave no row, of which the first row's own
 * are some, it goes on at the nominal rate, as nothing else is known.
 */
export class Segments {
  readonly #probe: string;
  readonly #names: readonly string[];
  readonly #decoder = pmdDecoder();
  #rejectedBefore = 0;
  /** Seconds: where the ticks of the current stretch begin, and the last row. */
  #base = 0;
  #last = 0;
  #gaps: Gap[] = [];
  rows = 0;
  bytes = 0;
  /** Places within the recording where bytes were lost. */
  losses = 0;

  constructor(probe: string, names: readonly string[]) {
    this.#probe = probe;
    this.#names = names;
  }

  get rejectedBytes(): number {
    return this.#decoder.rejectedBytes;
  }

  /** Seconds after the stream's begin. */
  get last(): number {
    return this.#last;
  }

  /** The rows of a block of the file. */
  *push(block: Uint8Array): Iterable<Batch> {
    this.bytes += block.length;
    for (let at = 0; at < block.length; at += PIECE_BYTES) {
      const rows = emptyRows(PMD_COLUMNS, PIECE_BYTES / ROW_BYTES + 8);
      this.#decoder.push(block.subarray(at, at + PIECE_BYTES), rows);
      if (rows.length > 0) yield this.#batch(rows);
    }
  }

  /** The rows that nothing follows any more. */
  *end(): Iterable<Batch> {
    const rows = emptyRows(PMD_COLUMNS, 8);
    this.#decoder.end?.(rows);
    if (rows.length > 0) yield this.#batch(rows);
  }

  #batch(rows: Rows): Batch {
    const rejected = (this.rejectedBytes - this.#rejectedBefore) / Math.max(1, rows.breaks.length);
    if (rows.breaks.length > 0) this.#rejectedBefore = this.rejectedBytes;
    const at = new BigInt64Array(rows.length);
    let nextBreak = 0;
    for (let i = 0; i < rows.length; i++) {
      if (rows.breaks[nextBreak] === i) {
        this.#begin(rejected);
        nextBreak++;
      }
      this.#last = this.#base + (rows.ticks[i] ?? Number.NaN) / PMD_TICKS_PER_SECOND;
      at[i] = nanoseconds(this.#last);
    }
    this.rows += rows.length;
    const gaps = this.#gaps;
    this.#gaps = [];
    const columns = rows.columns.map((column) => column.slice(0, rows.length));
    return { probe: this.#probe, at, columns, gaps };
  }

  /** A stretch begins, after so many bytes without a row. */
  #begin(rejected: number): void {
    const lost = rejected / ROW_BYTES / PMD_ROWS_PER_SECOND;
    const first = this.rows === 0 && this.#last === 0;
    this.#base = first ? lost : this.#last + lost + 1 / PMD_ROWS_PER_SECOND;
    if (first) return;
    this.losses++;
    const [from, to] = [nanoseconds(this.#last), nanoseconds(this.#base)];
    this.#gaps.push({ probe: this.#probe, columns: this.#names, from, to, reason: "lost-bytes" });
  }
}
