import { closeSync, fsyncSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { diskError } from "./disk-error.js";

/**
 * A new file that only grows, by whole records: a record that does not fit is taken back, so that the file always ends
 * with a whole one. After the first error it is broken: later records are dropped. Throws MeasurementError DISK.
 */
export class AppendFile implements Disposable {
  readonly path: string;
  readonly #descriptor: number;
  #length = 0;
  #broken = false;
  #closed = false;

  /** Creates the file; one that exists already is an error. */
  constructor(path: string) {
    this.path = path;
    try {
      this.#descriptor = openSync(path, "ax", 0o644);
    } catch (cause) {
      throw diskError(path, cause);
    }
  }

  write(record: Uint8Array): void {
    if (this.#broken || this.#closed) return;
    try {
      let written = 0;
      while (written < record.length) written += writeSync(this.#descriptor, record, written);
      this.#length += record.length;
    } catch (cause) {
      this.#broken = true;
      this.#takeBack();
      throw diskError(this.path, cause);
    }
  }

  /** To the disk itself, so that it survives a loss of power. */
  sync(): void {
    if (this.#closed) return;
    try {
      fsyncSync(this.#descriptor);
    } catch (cause) {
      throw diskError(this.path, cause);
    }
  }

  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.#closed = true;
    closeSync(this.#descriptor);
  }

  #takeBack(): void {
    try {
      ftruncateSync(this.#descriptor, this.#length);
    } catch {
      // The half-written record stays; its checksum tells a reader to leave it out.
    }
  }
}
