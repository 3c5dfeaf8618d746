import type { Seconds } from "../../src/core/units.js";
import type { Meter, Rows } from "../shared/serial/protocol.js";
import { type PieceEnd, RowClock } from "./row-clock.js";

/** When rows were taken, in seconds; and rows that do not continue those before, by why. */
export interface Placed {
  readonly seconds: Float64Array;
  readonly breaks: ReadonlyMap<number, string>;
  /** What the meter's own clock showed, seconds since its last break; and when the row came, on the clock of `seconds`. */
  readonly own: Float64Array;
  readonly arrivals: Float64Array;
}

/** So long a new stretch of rows is held back, so that it is placed by more than its first arrivals. */
const FIRST_ARRIVALS: Seconds = 0.3;
/** A meter of fewer rows than this in that time is not waited for. */
const FEW_ROWS = 10;
/** The meter's clock went on so much longer than ours from one piece to the next. */
const LEAP: Seconds = 0.5;
const LEAST_STEP: Seconds = 1e-9;

/** Puts rows on our clock: by the meter's own where it has one, else by their arrival. */
export class RowPlacing {
  readonly #clock = new RowClock();
  #tick: Seconds | undefined;
  #period: Seconds;
  #ends: PieceEnd[] = [];
  /** Breaks other than the decoder's own. */
  #breaks = new Map<number, string>();
  #last: Seconds = Number.NEGATIVE_INFINITY;
  /** When the stretch at hand began. */
  #began: Seconds | undefined;
  #newest: Seconds = 0;
  #stamp = 0;
  /** The end of the piece before. */
  #piece = { stamp: 0, host: 0 };

  constructor({ tick, period }: Meter) {
    this.#tick = tick;
    this.#period = period;
  }

  /** What comes from now on is by a clock that was started anew. */
  reopened({ tick, period }: Meter): void {
    this.#tick = tick;
    this.#period = period;
    this.#began = undefined;
    this.#clock.restart();
  }

  /** Rows from index `first` on came at `host`. */
  arrived(rows: Rows, first: number, host: Seconds): void {
    if (rows.length === first) return;
    this.#newest = host;
    this.#began ??= host;
    if (this.#tick !== undefined) this.#readStamps(rows, first, { tick: this.#tick, host });
    this.#ends.push({ row: rows.length - 1, host });
  }

  /** Whether rows are better placed later. */
  wantsMore(): boolean {
    if (this.#tick === undefined || this.#began === undefined) return false;
    return this.#period * FEW_ROWS < FIRST_ARRIVALS && this.#newest - this.#began < FIRST_ARRIVALS;
  }

  /** The instants of all rows that wait. */
  place(rows: Rows): Placed {
    const seconds = new Float64Array(rows.length);
    const breaks = new Map(this.#breaks);
    if (this.#tick === undefined) this.#byArrival(seconds);
    else this.#byClock(rows, seconds, breaks);
    for (const row of rows.breaks)
      if (row > 0 || Number.isFinite(this.#last)) breaks.set(row, breaks.get(row) ?? "bytes-lost");
    this.#last = seconds.at(-1) ?? this.#last;
    const arrivals = this.#arrivals(rows.length);
    this.#ends = [];
    this.#breaks = new Map();
    return { seconds, breaks, own: rows.ticks.slice(0, rows.length), arrivals };
  }

  #arrivals(count: number): Float64Array {
    const arrivals = new Float64Array(count);
    let row = 0;
    for (const end of this.#ends) {
      arrivals.fill(end.host, row, end.row + 1);
      row = end.row + 1;
    }
    return arrivals;
  }

  /** Ticks become seconds in place. Rows of one tick, of a clock that is coarser than the rows, are spread over it. */
  #readStamps(rows: Rows, first: number, { tick, host }: { readonly tick: Seconds; readonly host: Seconds }): void {
    for (let row = first; row < rows.length; row++) {
      const stamp = (rows.ticks[row] ?? 0) * tick;
      const fresh = rows.breaks.includes(row);
      if (!fresh && stamp <= this.#stamp)
        this.#stamp = Math.min(this.#stamp + this.#period, (this.#stamp + stamp + tick) / 2);
      else this.#stamp = stamp;
      rows.ticks[row] = this.#stamp;
    }
    const last = rows.length - 1;
    const isNew = rows.breaks.some((row) => row >= first);
    const leap = this.#stamp - this.#piece.stamp - (host - this.#piece.host);
    this.#piece = { stamp: this.#stamp, host };
    // against the piece before, lest every piece after the leap be another; against all, lest the piece before was late
    if (!isNew && leap > LEAP && this.#clock.isEarly(rows.ticks[last] ?? 0, host)) this.#breaks.set(first, "clock-set");
  }

  #byClock(rows: Rows, seconds: Float64Array, breaks: Map<number, string>): void {
    const starts = [...new Set([0, ...rows.breaks, ...this.#breaks.keys()])].sort((a, b) => a - b);
    for (const [index, start] of starts.entries()) {
      const end = starts[index + 1] ?? rows.length;
      const isNew = rows.breaks.includes(start) || this.#breaks.has(start);
      if (isNew) this.#clock.restart();
      const stretch = { device: rows.ticks.slice(start, end), ends: endsWithin(this.#ends, start, end) };
      this.#clock.learn(stretch);
      if (this.#clock.jumped()) breaks.set(start, "rows-lost");
      seconds.set(this.#clock.place(stretch), start);
    }
    if (starts.length > 1) this.#began = undefined;
  }

  /** The last row of a piece was taken as it came, those before it a period apart; never before those of the piece before. */
  #byArrival(seconds: Float64Array): void {
    let row = 0;
    let last = this.#last;
    for (const end of this.#ends) {
      const count = end.row + 1 - row;
      const step = Math.min(this.#period, Math.max(LEAST_STEP, (end.host - last) / count));
      for (let left = count - 1; left >= 0; left--, row++) {
        last = Math.max(end.host - left * step, last + LEAST_STEP);
        seconds[row] = last;
      }
    }
  }
}

/** The ends of pieces in `[start..end)`; a piece that was cut by a break ends there too. */
function endsWithin(ends: readonly PieceEnd[], start: number, end: number): readonly PieceEnd[] {
  const within = ends
    .filter(({ row }) => row >= start)
    .map(({ row, host }) => ({ row: Math.min(row, end - 1) - start, host }));
  return within.filter(({ row }, index) => row > (within[index - 1]?.row ?? -1));
}
