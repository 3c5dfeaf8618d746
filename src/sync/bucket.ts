import { LowerChain } from "./chain.js";

/** The earliest stamps that a bucket keeps besides its hull: what is left when an outlier has hidden the corners. */
const KEPT = 16;
/** Stamps that wait to be looked at together: most are seen to be no corner at little cost. */
const ROOM = 128;

/** A stamp: the device's time, and how much later its arrival reads on the host's clock. */
export interface Stamp {
  readonly x: number;
  readonly delay: number;
}

/** Stamps of a short time: their hull, the earliest of them, how many there were and where their middle is. */
export class Bucket {
  count = 0;
  readonly #chain = new LowerChain();
  readonly #waitingXs = new Float64Array(ROOM);
  readonly #waitingDelays = new Float64Array(ROOM);
  #waiting = 0;
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

  /** Takes a stamp that is not older than the one before. */
  push(x: number, delay: number): void {
    this.#waitingXs[this.#waiting] = x;
    this.#waitingDelays[this.#waiting] = delay;
    this.#sum += x;
    this.count++;
    const rank = delay - this.#tilt * (x - this.#start);
    if (rank < (this.#ranks[KEPT - 1] as number)) this.#keep(x, delay, rank);
    if (++this.#waiting === ROOM) this.#settleToLowest();
  }

  /** The lower hull of its stamps. */
  get chain(): LowerChain {
    this.#settle(this.#waiting);
    return this.#chain;
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

  /** Settles the stamps up to the lowest; those after it wait for the next low one, unless they are many. */
  #settleToLowest(): void {
    const delays = this.#waitingDelays;
    let lowest = 0;
    for (let k = 1; k < ROOM; k++) if ((delays[k] as number) < (delays[lowest] as number)) lowest = k;
    this.#settle(lowest < ROOM / 4 ? ROOM : lowest + 1);
  }

  /**
   * Hands the first of the stamps that wait to the hull, but for those above the chord from the last one handed over to
   * the last of them: they are no corners of it.
   */
  #settle(count: number): void {
    if (count === 0) return;
    const [xs, delays, chain] = [this.#waitingXs, this.#waitingDelays, this.#chain];
    const x = xs[count - 1] as number;
    const delay = delays[count - 1] as number;
    const corner = chain.size - 1;
    const slope = (delay - chain.y(corner)) / (x - chain.x(corner));
    // without a slope, for want of a corner or of time between, none is left out
    for (let k = 0; k < count - 1; k++) {
      if ((delays[k] as number) > delay + slope * ((xs[k] as number) - x)) continue;
      chain.push(xs[k] as number, delays[k] as number);
    }
    chain.push(x, delay);
    xs.copyWithin(0, count, this.#waiting);
    delays.copyWithin(0, count, this.#waiting);
    this.#waiting -= count;
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
