import type { Batch } from "../core/batch.js";
import { encodeChunk } from "../core/chunk.js";
import { MeasurementError } from "../core/error.js";
import { AppendFile } from "./append-file.js";

/** Large enough that the cost of a chunk does not show, small enough to stay in the processor's cache when read back. */
const CHUNK_PAYLOAD_BYTES = 2 * 2 ** 20;
const MOST_TICKS = 65_536;
const BYTES_PER_VALUE = 8;
/** Room at the beginning: what is flushed every second seldom needs more, and a service begins a file every few minutes. */
const FIRST_TICKS = 512;

/** The samples of one probe on their way to disk: collected into chunks, written when a chunk is full or when asked. */
export class SamplesFile implements Disposable {
  readonly #file: AppendFile;
  readonly #capacity: number;
  #at: BigInt64Array;
  #columns: readonly Float64Array[];
  #chunk: Uint8Array = new Uint8Array(0);
  #used = 0;
  #last: bigint | undefined;

  constructor(path: string, columns: number) {
    this.#file = new AppendFile(path);
    const fitting = Math.floor(CHUNK_PAYLOAD_BYTES / (BYTES_PER_VALUE * (1 + columns)));
    this.#capacity = Math.min(MOST_TICKS, Math.max(1, fitting));
    this.#at = new BigInt64Array(Math.min(FIRST_TICKS, this.#capacity));
    this.#columns = Array.from({ length: columns }, () => new Float64Array(this.#at.length));
  }

  get path(): string {
    return this.#file.path;
  }

  /** Takes the samples; writes every chunk that becomes full. Throws MeasurementError DISK. */
  append({ probe, at, columns }: Batch): void {
    if (columns.length !== this.#columns.length || columns.some((column) => column.length !== at.length)) {
      const shape = `${columns.length} columns where ${this.#columns.length} of ${at.length} values were declared`;
      throw new MeasurementError(
        "INTERNAL",
        `${probe} gave ${shape}`,
        "This is a fault in the probe: please report it",
      );
    }
    // A reader drops a chunk whose instants go backwards: let it hold nothing that was in order.
    if (this.#last !== undefined && at[0] !== undefined && at[0] < this.#last) this.flush();
    for (let from = 0; from < at.length; ) from += this.#take(at, columns, from);
    this.#last = at[at.length - 1] ?? this.#last;
  }

  /** Writes what waits as one chunk. Throws MeasurementError DISK. */
  flush(): void {
    const used = this.#used;
    if (used === 0) return;
    this.#used = 0;
    this.#write(
      this.#at.subarray(0, used),
      this.#columns.map((column) => column.subarray(0, used)),
    );
  }

  sync(): void {
    this.#file.sync();
  }

  [Symbol.dispose](): void {
    this.#file[Symbol.dispose]();
  }

  /** Takes as many ticks as there is room for, and returns how many. */
  #take(at: BigInt64Array, columns: readonly Float64Array[], from: number): number {
    const count = Math.min(at.length - from, this.#capacity - this.#used);
    const to = from + count;
    if (count === this.#capacity) {
      this.#write(
        at.subarray(from, to),
        columns.map((column) => column.subarray(from, to)),
      );
      return count;
    }
    this.#makeRoom(this.#used + count);
    this.#at.set(at.subarray(from, to), this.#used);
    for (const [index, column] of columns.entries()) this.#columns[index]?.set(column.subarray(from, to), this.#used);
    this.#used += count;
    if (this.#used === this.#capacity) this.flush();
    return count;
  }

  #makeRoom(ticks: number): void {
    if (ticks <= this.#at.length) return;
    const length = Math.min(this.#capacity, Math.max(ticks, 2 * this.#at.length));
    const at = new BigInt64Array(length);
    at.set(this.#at);
    this.#at = at;
    this.#columns = this.#columns.map((old) => {
      const column = new Float64Array(length);
      column.set(old);
      return column;
    });
  }

  #write(at: BigInt64Array, columns: readonly Float64Array[]): void {
    const chunk = encodeChunk({ at, columns }, this.#chunk);
    // as large as the largest so far, and used again
    this.#chunk = new Uint8Array(chunk.buffer);
    this.#file.write(chunk);
  }
}
