import { closeSync, fstatSync, openSync, readSync } from "node:fs";

/** Read at least this much: small chunks come by the hundred. */
const LEAST_BYTES = 64 * 1024;
const ALIGNMENT = 8;

/**
 * A file read piece by piece through one buffer that is used again and again, so that memory does not depend on the
 * file's size. Errors of the file system are thrown as they are.
 */
export class FileWindow implements Disposable {
  /** The file's size when it was opened. */
  readonly size: number;
  readonly #descriptor: number;
  #buffer: Uint8Array<ArrayBuffer>;
  #start = 0;
  #filled = 0;
  #ahead = LEAST_BYTES;
  #closed = false;

  /** Reads through `buffer` as long as that is large enough: who opens files again and again keeps one. */
  constructor(path: string, buffer: Uint8Array<ArrayBuffer> = new Uint8Array(LEAST_BYTES)) {
    this.#buffer = buffer;
    this.#descriptor = openSync(path, "r");
    this.size = fstatSync(this.#descriptor).size;
  }

  /** What it reads through; larger than what was given where something larger was asked for. */
  get buffer(): Uint8Array<ArrayBuffer> {
    return this.#buffer;
  }

  /**
   * The bytes from `offset` on; fewer than `length` at the end of the file. Valid until the next call; they begin at a
   * multiple of 8 in their buffer, so that typed arrays can view them.
   */
  bytes(offset: number, length: number): Uint8Array {
    const available = Math.max(0, Math.min(length, this.size - offset));
    const within = offset - this.#start;
    const held = within >= 0 && within % ALIGNMENT === 0 && within + available <= this.#filled;
    if (held) return this.#buffer.subarray(within, within + available);
    this.#load(offset, available);
    return this.#buffer.subarray(0, Math.min(available, this.#filled));
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  #load(offset: number, length: number): void {
    // Chunks are alike in size: reading as much as was last asked for gets the next header and its chunk in one call.
    const wanted = Math.max(0, Math.min(Math.max(length, this.#ahead), this.size - offset));
    this.#ahead = Math.max(LEAST_BYTES, length);
    if (this.#buffer.length < wanted) this.#buffer = new Uint8Array(wanted);
    this.#start = offset;
    this.#filled = 0;
    while (this.#filled < wanted) {
      const read = readSync(this.#descriptor, this.#buffer, this.#filled, wanted - this.#filled, offset + this.#filled);
      if (read === 0) return;
      this.#filled += read;
    }
  }
}
