import { STAMP_MS } from "./interval.js";

/** So many intervals after the line before, a line is no late one: something is missing between them. */
const HOLE_INTERVALS = 2.5;
/** A line that cannot be as early as its stamp says follows the one before after this share of the interval. */
const CROWDED = 0.1;

/**
 * Instants of lines, in milliseconds of the tool's clock: one interval after another, and within the second of their own
 * stamps where they have them, so that a tool whose interval is a little longer than it says is followed.
 */
export class Grid {
  readonly #intervalMs: number;
  #next: number;
  #last = Number.NEGATIVE_INFINITY;
  #lastStamp = Number.NEGATIVE_INFINITY;
  /** A stamp that does not fit, until the next one confirms it. */
  #suspect = Number.NaN;
  /** What is added to stamps since the clock was set back. */
  #added = 0;
  /** The stamp after a hole: where in that second the line was printed is not known. */
  #settling = Number.NEGATIVE_INFINITY;
  /** Stretches without lines. */
  holes = 0;
  /** How often the clock was set back. */
  setBack = 0;

  constructor(intervalMs: number, startMs: number) {
    this.#intervalMs = intervalMs;
    this.#next = startMs;
  }

  /** The instant of the next line, later than all before; undefined when its stamp does not fit and nothing confirms it. */
  place(stampMs: number | undefined): number | undefined {
    if (stampMs !== undefined && !this.#fits(stampMs)) {
      const confirmed = stampMs >= this.#suspect && stampMs <= this.#suspect + 2 * this.#intervalMs + STAMP_MS;
      this.#suspect = stampMs;
      if (!confirmed) return this.skip();
      this.#jump(stampMs);
    }
    this.#suspect = Number.NaN;
    const at = stampMs === undefined ? this.#next : this.#within(stampMs + this.#added);
    this.#last = at;
    this.#lastStamp = stampMs ?? this.#lastStamp;
    this.#next = at + this.#intervalMs;
    return at;
  }

  /** A line that gives no sample took its time all the same. */
  skip(): undefined {
    this.#next += this.#intervalMs;
  }

  #fits(stampMs: number): boolean {
    if (stampMs < this.#lastStamp) return false;
    const settled = stampMs > this.#settling + STAMP_MS;
    return !settled || stampMs + this.#added - this.#next <= (HOLE_INTERVALS - 1) * this.#intervalMs;
  }

  #jump(stampMs: number): void {
    if (stampMs < this.#lastStamp) {
      this.setBack++;
      this.#added = Math.floor((this.#next - stampMs) / STAMP_MS) * STAMP_MS;
    } else {
      this.holes++;
      this.#settling = stampMs;
    }
  }

  #within(stamp: number): number {
    const latest = stamp + STAMP_MS - 1;
    if (this.#next < stamp) return stamp;
    return this.#next <= latest ? this.#next : Math.max(latest, this.#last + CROWDED * this.#intervalMs);
  }
}
