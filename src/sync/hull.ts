import type { Seconds } from "../core/units.js";
import { Bucket, type Run } from "./bucket.js";
import { type FloorLine, floorLine, type KnownSkew } from "./floor-line.js";
import { FlushComb } from "./flush-comb.js";
import { StampMapping } from "./stamp-mapping.js";

/** The span of one line: crystals drift with temperature, and a longer line would not bend with them. */
const SPAN_S: Seconds = 600;
const BUCKETS = 64;
/** No delay makes a stamp this much earlier than all before it: it was read or unwrapped wrongly. */
const LEAP_S: Seconds = 1;
const LEAP_RATE = 1e-3;
/** Stamps looked at for a flush timer in each bucket. */
const LOOKED_AT = 2048;

/** What is known of the link, and how long a line may be. */
export interface HullOptions {
  readonly span?: Seconds;
  /** The largest that the link's least delay can be; nothing seen from one side tells it. */
  readonly mostHiddenDelay?: Seconds;
}

/**
 * The mapping of a device's clock to the host's by the lower convex hull of arrivals (measurement.md 3.2), as they come:
 * memory for one span, and a line for every half of a span that is over. Instants are seconds after epochs of the
 * caller's choice, the device's in its nominal seconds and in the order of its clock.
 */
export class HullClock {
  readonly #options: HullOptions;
  readonly #width: Seconds;
  readonly #comb = new FlushComb();
  #buckets: { readonly index: number; readonly bucket: Bucket }[] = [];
  readonly #closed: FloorLine[] = [];
  #line: FloorLine | undefined;
  #open = new Bucket(0, 0);
  #ends = Number.NEGATIVE_INFINITY;
  #origin = 0;
  #last = Number.NEGATIVE_INFINITY;
  #floor = Number.NaN;
  #floorAt = 0;
  #taken = 0;
  #rejected = 0;

  constructor(options: HullOptions = {}) {
    this.#options = options;
    this.#width = (options.span ?? SPAN_S) / BUCKETS;
  }

  /** Takes stamps and their arrivals, pair by pair; a pair that cannot be one is counted as rejected. */
  push(device: Float64Array, host: Float64Array): void {
    const length = Math.min(device.length, host.length);
    this.#rejected += Math.max(device.length, host.length) - length;
    for (let done = 0; done < length; ) {
      done = this.#takeRun(device, host, { from: done, to: length });
      if (done === length) break;
      const [x, y] = [device[done] as number, host[done] as number];
      if (this.#isStamp(x, y - x)) this.#begin(x);
      else {
        this.#rejected++;
        done++;
      }
    }
  }

  /**
   * The mapping by all stamps so far; undefined when they span no time. A skew that is known from more stamps of the same
   * device takes the place of theirs, unless they go on for longer than a span.
   */
  fit(known?: KnownSkew): StampMapping | undefined {
    this.#refit(this.#closed.length === 0 ? known : undefined);
    const lines = this.#line === undefined ? this.#closed : [...this.#closed, this.#line];
    if (lines.length === 0) return undefined;
    const { mostHiddenDelay } = this.#options;
    const flushPeriod = this.#comb.period;
    return new StampMapping(lines, { taken: this.#taken, rejected: this.#rejected, mostHiddenDelay, flushPeriod });
  }

  /** Stamps taken and rejected so far. */
  get counts(): { readonly taken: number; readonly rejected: number } {
    return { taken: this.#taken, rejected: this.#rejected };
  }

  /** Takes stamps up to the first that is none or begins another bucket; how far it came. In locals, for speed. */
  #takeRun(device: Float64Array, host: Float64Array, { from, to }: Run): number {
    const open = this.#open;
    const ends = this.#ends;
    let last = this.#last;
    let floor = this.#floor;
    let k = from;
    for (; k < to; k++) {
      const x = device[k] as number;
      const delay = (host[k] as number) - x;
      // written so that NaN is refused
      if (!(x >= last && x < ends && delay - delay === 0)) break;
      if (!(delay >= floor)) {
        if (this.#isLeap(x, delay, floor)) break;
        floor = delay;
        this.#floorAt = x;
      }
      last = x;
    }
    const looked = Math.min(k, from + LOOKED_AT - open.count);
    for (let look = from; look < looked; look++) this.#comb.push(device[look] as number, host[look] as number);
    open.take(device, host, { from, to: k });
    this.#taken += k - from;
    this.#last = last;
    this.#floor = floor;
    return k;
  }

  #isStamp(x: number, delay: number): boolean {
    return x >= this.#last && delay - delay === 0 && !this.#isLeap(x, delay, this.#floor);
  }

  #isLeap(x: number, delay: number, floor: number): boolean {
    return delay < floor - LEAP_S - LEAP_RATE * (x - this.#floorAt);
  }

  #refit(known?: KnownSkew): void {
    this.#line = floorLine(
      this.#buckets.map(({ bucket }) => bucket),
      { unevenness: this.#comb.period ?? 0, last: this.#line, known },
    );
  }

  /** Begins the bucket that `x` falls into, and closes the line when its span is over. */
  #begin(x: number): void {
    if (this.#buckets.length === 0) this.#origin = x;
    const index = Math.floor((x - this.#origin) / this.#width);
    // past `x` whatever rounding made of the bucket's end: a bucket that cannot take its first stamp would begin for ever
    this.#ends = Math.max(this.#origin + (index + 1) * this.#width, x + Number.EPSILON * Math.max(1, Math.abs(x)));
    this.#refit();
    const tilt = this.#line?.skew ?? 0;
    if (index - (this.#buckets[0]?.index ?? index) >= BUCKETS) {
      if (this.#line !== undefined) this.#closed.push(this.#line);
      this.#line = undefined;
      this.#buckets = this.#buckets.filter((kept) => index - kept.index <= BUCKETS / 2);
    }
    this.#open = new Bucket(x, tilt);
    this.#buckets.push({ index, bucket: this.#open });
  }
}
