import type { Seconds } from "../core/units.js";

/** A bin is so long and holds so many stamps at least. */
const BIN_S: Seconds = 1;
const FEWEST = 10;

/** Stamps of about a second that wait until it is known to which segment they belong. */
export class StampBin {
  #index = new Float64Array(64);
  #device = new Float64Array(64);
  #host = new Float64Array(64);
  #size = 0;

  /** How many stamps it holds. */
  get size(): number {
    return this.#size;
  }

  /** Takes the stamp of an index in the recording and its arrival. */
  push(index: number, device: Seconds, host: Seconds): void {
    if (this.#size === this.#device.length) this.#makeRoom();
    this.#index[this.#size] = index;
    this.#device[this.#size] = device;
    this.#host[this.#size++] = host;
  }

  /** Whether a stamp belongs into the next bin. */
  isFull(device: Seconds): boolean {
    return this.#size >= FEWEST && device - (this.#device[0] as number) >= BIN_S;
  }

  /** Its stamps and their arrivals. */
  get columns(): readonly [device: Float64Array, host: Float64Array] {
    return [this.#device.subarray(0, this.#size), this.#host.subarray(0, this.#size)];
  }

  /** The least that an arrival lies above a line. */
  leastAbove(line: (device: Seconds) => Seconds): Seconds {
    let least = Number.POSITIVE_INFINITY;
    for (let k = 0; k < this.#size; k++)
      least = Math.min(least, (this.#host[k] as number) - line(this.#device[k] as number));
    return least;
  }

  /** Index of its first stamp that lies below a line; undefined when none does. */
  firstBelow(line: (device: Seconds) => Seconds): number | undefined {
    for (let k = 0; k < this.#size; k++) if (this.#isBelow(line, k)) return this.#index[k];
    return undefined;
  }

  /** Index of its first stamp after the last that lies below a line; undefined when that is its last. */
  afterBelow(line: (device: Seconds) => Seconds): number | undefined {
    let k = this.#size;
    while (k > 0 && !this.#isBelow(line, k - 1)) k--;
    return k === this.#size ? undefined : this.#index[k];
  }

  #isBelow(line: (device: Seconds) => Seconds, k: number): boolean {
    return (this.#host[k] as number) < line(this.#device[k] as number);
  }

  /** How long its arrivals took against its stamps: far below 1 where they were held up and came in a burst. */
  get pace(): number {
    const [last, device] = [this.#size - 1, this.#device];
    return (
      ((this.#host[last] as number) - (this.#host[0] as number)) / ((device[last] as number) - (device[0] as number))
    );
  }

  #makeRoom(): void {
    this.#index = doubled(this.#index);
    this.#device = doubled(this.#device);
    this.#host = doubled(this.#host);
  }
}

function doubled(column: Float64Array<ArrayBuffer>): Float64Array<ArrayBuffer> {
  const wider = new Float64Array(2 * column.length);
  wider.set(column);
  return wider;
}
