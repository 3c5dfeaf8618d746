import type { Batch, Gap } from "../../../src/core/batch.js";
import { wordOf } from "../../shared/live-ticks.js";
import type { Tally } from "../tally.js";

const CAPACITY = 16_384;
const NANOS_PER_MS = 1e6;
const HOUR_NS = 3.6e12;
/** A clock that was set back by an hour goes on where it was, within this. */
const SOON_NS = 1e10;
/** Beyond this after the start an instant is no longer exact in float64: 104 days. */
const LONGEST_NS = 9e15;
const TWO_32 = 4_294_967_296;

/**
 * Ticks of a log, written into columns as they come: no object for a row. A missing value opens a gap with its word until
 * the next one that is there. Local time that is set back by an hour is followed; what else goes back is rejected.
 */
export class TickColumns {
  readonly #probe: string;
  readonly #names: readonly string[];
  readonly #tally: Tally;
  readonly #startMs: number;
  /** In which tick each column had its last number. */
  readonly #setIn: Float64Array;
  /** How many have one in the tick at hand. */
  #set = 0;
  /** How many columns have an open gap. */
  #opened = 0;
  /** What stood in place of the last missing number of each column, and in which tick. */
  readonly #texts: { tick: number; text: string }[];
  readonly #open: ({ readonly from: number; readonly text: string } | undefined)[];
  #at = 0;
  #times = new Float64Array(CAPACITY);
  /** Column after column, each with room for `CAPACITY` values. */
  #values: Float64Array;
  #length = 0;
  #tick = 0;
  #gaps: Gap[] = [];
  #last = -1;
  #shift = 0;
  /** How often the clock was set back by an hour. */
  setBack = 0;

  constructor(
    probe: string,
    names: readonly string[],
    { tally, startMs }: { readonly tally: Tally; readonly startMs: number },
  ) {
    this.#probe = probe;
    this.#names = names;
    this.#tally = tally;
    this.#startMs = startMs;
    this.#values = new Float64Array(names.length * CAPACITY);
    this.#setIn = new Float64Array(names.length);
    this.#texts = names.map(() => ({ tick: 0, text: "" }));
    this.#open = names.map(() => undefined);
  }

  get full(): boolean {
    return this.#length === CAPACITY;
  }

  /** The last instant taken, nanoseconds after the start; -1 before the first. */
  get last(): number {
    return this.#last;
  }

  /** A tick begins. */
  open(ms: number): void {
    this.#at = Math.round((ms - this.#startMs) * NANOS_PER_MS);
    this.#tick++;
    this.#set = 0;
  }

  set(column: number, value: number): void {
    this.#values[column * CAPACITY + this.#length] = value;
    this.#setIn[column] = this.#tick;
    this.#set++;
  }

  /** What stands where a number should be. */
  missing(column: number, text: string): void {
    this.#texts[column] = { tick: this.#tick, text };
  }

  /** The tick is over; it was made of so many rows. */
  close(rows: number): void {
    const at = this.#placed();
    if (at <= this.#last || at > LONGEST_NS) {
      this.#tally.reject("backwards", rows);
      return;
    }
    this.#times[this.#length] = at;
    const whole = this.#set === this.#names.length;
    if (!whole || this.#opened > 0) this.#followAll(at);
    this.#length++;
    this.#last = at;
    this.#tally.use(!whole, rows);
  }

  /** What was collected since the last call. */
  take(): Batch {
    const length = this.#length;
    const batch = {
      probe: this.#probe,
      at: instantsOf(this.#times, length),
      columns: this.#names.map((_, c) => this.#values.subarray(c * CAPACITY, c * CAPACITY + length)),
      gaps: this.#gaps,
    };
    this.#values = new Float64Array(this.#values.length);
    this.#length = 0;
    this.#gaps = [];
    return batch;
  }

  /** The last batch: gaps that are still open end with the last instant. */
  end(): Batch {
    for (const column of this.#names.keys()) this.#shut(column, this.#last);
    return this.take();
  }

  #placed(): number {
    if (this.#at > this.#last) {
      this.#shift = 0;
      return this.#at;
    }
    const back = this.#last - this.#at;
    if (this.#shift === 0 && back <= HOUR_NS && back > HOUR_NS - SOON_NS) {
      this.#shift = HOUR_NS;
      this.setBack++;
    }
    return this.#at + this.#shift;
  }

  #followAll(at: number): void {
    for (let column = 0; column < this.#open.length; column++) {
      const missing = this.#setIn[column] !== this.#tick;
      if (missing) this.#values[column * CAPACITY + this.#length] = Number.NaN;
      if (missing || this.#open[column] !== undefined) this.#follow(column, missing, at);
    }
  }

  #follow(column: number, missing: boolean, at: number): void {
    const said = this.#texts[column];
    const text = said?.tick === this.#tick ? said.text : NO_ROW;
    const open = this.#open[column];
    if (open !== undefined && missing && open.text === text) return;
    this.#shut(column, at);
    if (!missing) return;
    this.#open[column] = { from: at, text };
    this.#opened++;
  }

  #shut(column: number, at: number): void {
    const open = this.#open[column];
    const name = this.#names[column];
    if (open === undefined || name === undefined) return;
    const reason = open.text === NO_ROW ? "no-row" : wordOf(open.text);
    this.#gaps.push({ probe: this.#probe, columns: [name], from: BigInt(open.from), to: BigInt(at), reason });
    this.#open[column] = undefined;
    this.#opened--;
  }
}

/** No cell holds a line end. */
const NO_ROW = "\n";

/** Whole nanoseconds as int64, half by half: a BigInt for each would cost more than reading its row. */
function instantsOf(times: Float64Array, length: number): BigInt64Array {
  const at = new BigInt64Array(length);
  const halves = new Int32Array(at.buffer);
  for (let index = 0; index < length; index++) {
    const time = times[index] ?? 0;
    halves[2 * index] = time % TWO_32;
    halves[2 * index + 1] = Math.floor(time / TWO_32);
  }
  return at;
}
