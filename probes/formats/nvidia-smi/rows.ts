import type { Source } from "../../shared/nvidia/gpus.js";
import type { Tally } from "../tally.js";
import { type Cells, emptyCells, holds, numberOf, type Printed, split, textOf } from "./cells.js";
import type { Form } from "./forms.js";
import { type Layout, layoutOf } from "./layout.js";
import type { Stamps } from "./stamps.js";
import type { TickColumns } from "./tick-columns.js";

/** One recorded column, and where its cell is. */
interface Read {
  readonly column: number;
  readonly field: string;
  readonly state: boolean;
  readonly printed: Printed;
  /** Index of the cell; -1 where the header at hand does not have it. */
  cell: number;
}

/** A GPU: the cell that tells it from the others, and what fills the recorded columns that are its own. */
export interface LogGpu {
  readonly key: string;
  readonly columns: readonly { readonly column: number; readonly source: Source }[];
}

/** What to make of the rows of a log. */
export interface RowsOptions {
  readonly layout: Layout;
  readonly identity: string | undefined;
  readonly gpus: readonly LogGpu[];
  /** How the numbers of each column are printed. */
  readonly forms: ReadonlyMap<string, Form>;
  readonly stamps: Stamps;
  readonly ticks: TickColumns;
  readonly tally: Tally;
}

/** No value begins so; the name of a column does. */
const isLetter = (byte: number | undefined): boolean =>
  byte !== undefined && (byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7a;
const UTF8_MARK = 0xef;

/** Takes the lines of a log: rows of one time are one tick, which is whole when every GPU has its row, and over when one comes again. */
export class LogRows {
  readonly #options: RowsOptions;
  readonly #keys: readonly Buffer[];
  readonly #reads: readonly (readonly Read[])[];
  readonly #seen: Uint8Array;
  #seenCount = 0;
  /** A header has been read. */
  #begun = false;
  #cells: Cells;
  #layout: Layout;
  #time = -1;
  #key = -1;
  /** The GPU whose row is likely next. */
  #next = 0;

  constructor(options: RowsOptions) {
    const { gpus, layout, forms } = options;
    this.#options = options;
    this.#keys = gpus.map(({ key }) => Buffer.from(key, "latin1"));
    this.#reads = gpus.map(({ columns }) => columns.map((column) => readOf(column, forms)));
    this.#seen = new Uint8Array(gpus.length);
    this.#layout = layout;
    this.#cells = emptyCells(layout.cells);
  }

  /** Takes the line that stands from `from` to `to`. */
  line(bytes: Buffer, from: number, to: number): void {
    const rejected = this.#read(bytes, from, to);
    if (rejected !== undefined) this.#options.tally.reject(rejected);
  }

  /** Why the line is no row, if it is none. */
  #read(bytes: Buffer, from: number, to: number): string | undefined {
    const layout =
      isLetter(bytes[from]) || bytes[from] === UTF8_MARK ? layoutOf(bytes.toString("utf8", from, to)) : undefined;
    if (layout !== undefined) {
      this.#use(layout);
      return "header";
    }
    if (!this.#begun) return "preamble";
    const cells = this.#cells;
    split(cells, bytes, from, to);
    if (cells.count !== this.#layout.cells) return "cells";
    const ms = this.#time < 0 ? Number.NaN : this.#options.stamps.read(cells, this.#time);
    if (Number.isNaN(ms)) return "time";
    const gpu = this.#gpuOf(cells);
    if (gpu < 0) return "gpu";
    this.#take(gpu, ms);
    return undefined;
  }

  /** Ends the tick at hand as it is. */
  close(): void {
    if (this.#seenCount === 0) return;
    this.#options.ticks.close(this.#seenCount);
    this.#seen.fill(0);
    this.#seenCount = 0;
  }

  /** From here on rows are as this header says. */
  #use(layout: Layout): void {
    const { identity } = this.#options;
    this.#begun = true;
    this.#layout = layout;
    if (layout.cells > this.#cells.ends.length) this.#cells = emptyCells(layout.cells);
    this.#time = layout.columns.get("timestamp") ?? -1;
    this.#key = identity === undefined ? -1 : (layout.columns.get(identity) ?? -1);
    for (const reads of this.#reads) for (const read of reads) read.cell = layout.columns.get(read.field) ?? -1;
  }

  #gpuOf(cells: Cells): number {
    if (this.#options.identity === undefined) return 0;
    if (this.#key < 0) return -1;
    const likely = this.#keys[this.#next];
    if (likely !== undefined && holds(cells, this.#key, likely)) return this.#next;
    return this.#keys.findIndex((key) => holds(cells, this.#key, key));
  }

  #take(gpu: number, ms: number): void {
    const { ticks } = this.#options;
    const cells = this.#cells;
    if (this.#seen[gpu] === 1) this.close();
    if (this.#seenCount === 0) ticks.open(ms);
    this.#seen[gpu] = 1;
    this.#seenCount++;
    this.#next = (gpu + 1) % this.#keys.length;
    for (const { column, cell, state, printed } of this.#reads[gpu] ?? []) {
      const value = cell < 0 ? Number.NaN : state ? stateOf(cells, cell) : numberOf(cells, cell, printed);
      if (Number.isNaN(value)) ticks.missing(column, cell < 0 ? "" : textOf(cells, cell));
      else ticks.set(column, value);
    }
    if (this.#seenCount === this.#keys.length) this.close();
  }
}

const readOf = (
  { column, source: { field, condition } }: LogGpu["columns"][number],
  forms: RowsOptions["forms"],
): Read => ({
  column,
  field,
  state: condition?.quantity === "state",
  printed: { unit: Buffer.from(condition === undefined ? "W" : condition.unit), form: forms.get(field) },
  cell: -1,
});

const [LETTER_P, ZERO] = [0x50, 0x30];

/** `P8` is 8. */
function stateOf(cells: Cells, cell: number): number {
  const { bytes, starts, ends } = cells;
  const start = starts[cell] ?? 0;
  const length = (ends[cell] ?? 0) - start;
  if (bytes[start] !== LETTER_P || length < 2 || length > 3) return Number.NaN;
  let value = 0;
  for (let k = 1; k < length; k++) {
    const digit = (bytes[start + k] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return Number.NaN;
    value = 10 * value + digit;
  }
  return value;
}
