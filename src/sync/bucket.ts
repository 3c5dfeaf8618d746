import { LowerChain } from "./chain.js";

/** The earliest stamps that a bucket keeps besides its hull: what is left when an outlier has hidden the corners. */
const KEPT = 16;

/** A stamp: the device's time, and how much later its arrival reads on the host's clock. */
export interface Stamp {
  readonly x: number;
  readonly delay: number;
}

/** Stamps of a short time: their hull, the earliest of them, how many there were and where their middle is. */
export class Bucket {
  readonly chain = new LowerChain();
  count = 0;
  sum = 0;
  /** Slope by which the earliest are told apart: that of the line known when the bucket began. */
  readonly #tilt: number;
  readonly #start: number;
  /** The list as it was last asked for: that of a bucket that is over stays as it is. */
  #listed: { readonly count: number; readonly stamps: readonly Stamp[] } = { count: 0, stamps: [] };
  readonly #xs = new Float64Array(KEPT);
  readonly #delays = new Float64Array(KEPT);
  readonly #ranks = new Float64Array(KEPT).fill(Number.POSITIVE_INFINITY);

  constructor(start: number, tilt: number) {
    this.#start = start;
    this.#tilt = tilt;
  }

  /** Takes a stamp that is not older than the one before. */
  push(x: number, delay: number): void {
    this.count++;
    this.sum += x;
    this.chain.push(x, delay);
    const rank = delay - this.#tilt * (x - this.#start);
    if (rank < (this.#ranks[KEPT - 1] as number)) this.#keep(x, delay, rank);
  }

  /** The earliest stamps, the earliest first. */
  earliest(): readonly Stamp[] {
    if (this.#listed.count !== this.count) this.#listed = { count: this.count, stamps: this.#list() };
    return this.#listed.stamps;
  }

  #list(): readonly Stamp[] {
    return Array.from({ length: Math.min(this.count, KEPT) }, (_, place) => ({
      x: this.#xs[place] as number,
      delay: this.#delays[place] as number,
    }));
  }

  /** All stamps that may touch the line, by age. */
  candidates(): readonly Stamp[] {
    const corners = Array.from({ length: this.chain.size }, (_, corner) => ({
      x: this.chain.x(corner),
      delay: this.chain.y(corner),
    }));
    return [...corners, ...this.earliest()].sort((a, b) => a.x - b.x);
  }

  #keep(x: number, delay: number, rank: number): void {
    let place = KEPT - 1;
    while (place > 0 && (this.#ranks[place - 1] as number) > rank) {
      this.#xs[place] = this.#xs[place - 1] as number;
      this.#delays[place] = this.#delays[place - 1] as number;
      this.#ranks[place] = this.#ranks[place - 1] as number;
      place--;
    }
    this.#xs[place] = x;
    this.#delays[place] = delay;
    this.#ranks[place] = rank;
  }
}
