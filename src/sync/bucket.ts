import { LowerChain } from "./chain.js";

/** The earliest stamps that a bucket keeps besides its hull: what is left when an outlier has hidden the corners. */
const KEPT = 16;

/** A stamp: the device's time, and how much later its arrival reads on the host's clock. */
export interface Stamp {
  readonly x: number;
  readonly delay: number;
}

/** Places of stamps in columns. */
export interface Run {
  readonly from: number;
  readonly to: number;
}

/** Stamps of a short time: their hull, the earliest of them, how many there were and where their middle is. */
export class Bucket {
  /** The lower hull of its stamps. */
  readonly chain = new LowerChain();
  count = 0;
  #sum = 0;
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

  /**
   * Takes stamps `from` to `to - 1`, none older than the one before. Of them only those can be corners of the hull that are
   * earlier than all before or than all after: any other lies above the way from one of the former to one of the latter.
   */
  take(device: Float64Array, host: Float64Array, { from, to }: Run): void {
    const [chain, ranks, tilt, start] = [this.chain, this.#ranks, this.#tilt, this.#start];
    let least = Number.POSITIVE_INFINITY;
    let leastAt = from;
    let latest = ranks[KEPT - 1] as number;
    let sum = 0;
    for (let k = from; k < to; k++) {
      const x = device[k] as number;
      const delay = (host[k] as number) - x;
      sum += x;
      if (delay < least) {
        least = delay;
        leastAt = k;
        chain.push(x, delay);
      }
      const rank = delay - tilt * (x - start);
      if (rank < latest) {
        this.#keep(x, delay, rank);
        latest = ranks[KEPT - 1] as number;
      }
    }
    this.#sum += sum;
    this.count += to - from;
    this.#takeLater(device, host, { from: leastAt + 1, to });
  }

  /** Those that are earlier than all after them, by age. */
  #takeLater(device: Float64Array, host: Float64Array, { from, to }: Run): void {
    const later: number[] = [];
    let least = Number.POSITIVE_INFINITY;
    for (let k = to - 1; k >= from; k--) {
      const delay = (host[k] as number) - (device[k] as number);
      if (delay < least) {
        least = delay;
        later.push(k);
      }
    }
    for (let place = later.length - 1; place >= 0; place--) {
      const k = later[place] as number;
      this.chain.push(device[k] as number, (host[k] as number) - (device[k] as number));
    }
  }

  /** The mean of the device's times. */
  get middle(): number {
    return this.#sum / this.count;
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
    const { chain } = this;
    const corners = Array.from({ length: chain.size }, (_, corner) => ({ x: chain.x(corner), delay: chain.y(corner) }));
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
