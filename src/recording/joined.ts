import type { ChunkContents } from "../core/chunk.js";

/** What is joined holds no more: a few megabytes for an instrument of a hundred columns. */
const MOST_TICKS = 4096;
const VALUE_BYTES = 8;

/** Chunks put one after the other, in room that is used again. */
export class Joined {
  readonly #at: BigInt64Array;
  readonly #columns: readonly Float64Array[];
  #ticks = 0;

  constructor(columns: number) {
    const room = new ArrayBuffer(VALUE_BYTES * MOST_TICKS * (1 + columns));
    const row = (k: number) => new Float64Array(room, VALUE_BYTES * MOST_TICKS * (1 + k), MOST_TICKS);
    this.#at = new BigInt64Array(room, 0, MOST_TICKS);
    this.#columns = Array.from({ length: columns }, (_, k) => row(k));
  }

  /** Valid until `clear`. */
  get contents(): ChunkContents {
    const of = this.#ticks;
    return { at: this.#at.subarray(0, of), columns: this.#columns.map((column) => column.subarray(0, of)) };
  }

  clear(): void {
    this.#ticks = 0;
  }

  /** Takes a chunk's contents; false, and nothing taken, where there is no room for them. */
  add({ at, columns }: ChunkContents): boolean {
    if (this.#ticks + at.length > MOST_TICKS) return false;
    this.#at.set(at, this.#ticks);
    for (const [k, column] of columns.entries()) this.#columns[k]?.set(column, this.#ticks);
    this.#ticks += at.length;
    return true;
  }
}
