import type { Samples } from "../core/batch.js";
import type { ColumnsMeter, SeenColumns } from "./columns.js";
import type { Integral, Meter, RailChunk, Span } from "./span.js";
import type { Withdraw } from "./stopped.js";

/** How one rail is read, metered and reported. */
export interface RailWork {
  /** SI values of a chunk; the arrays may be used again for the next one. */
  fill(samples: Samples): RailChunk;
  meter(span: Span): Meter;
  /** How much later the samples show the power (ns): windows are this much later in their time. */
  readonly later: number;
  /** The samples with what had to be done to this rail's columns; most are as they came. */
  prepare(samples: Samples, withdraw: Withdraw): Samples;
  /** Where something has to be known of the columns. */
  columns(): ColumnsMeter | undefined;
  /** Called once a window, with its index in the request. */
  done(index: number, integral: Integral, seen: SeenColumns | undefined): void;
}

interface Open {
  readonly index: number;
  readonly meter: Meter;
  readonly columns: ColumnsMeter | undefined;
  started: boolean;
}

interface Waiting {
  readonly index: number;
  readonly span: Span;
}

/** Takes one rail through all windows in one pass: chunks may be of any length, windows may nest, overlap and touch. */
export class RailStream {
  readonly #work: RailWork;
  /** Windows still to come, the earliest last. */
  readonly #waiting: Waiting[];
  #open: Open[] = [];
  /** The last valid sample of the chunks before this one, as a chunk of one. */
  #carried: RailChunk | undefined;

  constructor(work: RailWork, spans: readonly Span[]) {
    this.#work = work;
    this.#waiting = spans.map((span, index) => ({ index, span })).sort((a, b) => b.span.from - a.span.from);
  }

  take(recorded: Samples): void {
    const { length } = recorded;
    if (length === 0) return;
    const samples = this.#work.prepare(recorded, this.#withdraw);
    const chunk = this.#work.fill(samples);
    const last = chunk.at[length - 1] ?? Number.NaN;
    this.#openUntil(last - this.#work.later);
    if (this.#open.length > 0) this.#open = this.#open.filter((open) => !this.#advance(open, chunk, samples));
    this.#carry(chunk);
  }

  readonly #withdraw: Withdraw = (since, count) => {
    for (const { meter } of this.#open) meter.withdraw(since, count);
  };

  /** Recording over: what is still open or waiting ends here. */
  end(): void {
    this.#openUntil(Number.POSITIVE_INFINITY);
    for (const open of this.#open) this.#finish(open);
    this.#open = [];
  }

  #openUntil(instant: number): void {
    for (
      let next = this.#waiting.at(-1);
      next !== undefined && next.span.from <= instant;
      next = this.#waiting.at(-1)
    ) {
      const { index, span } = next;
      this.#open.push({ index, meter: this.#work.meter(span), columns: this.#work.columns(), started: false });
      this.#waiting.pop();
    }
  }

  /** True when the window has all it needs. */
  #advance(open: Open, chunk: RailChunk, samples: Samples): boolean {
    const { meter } = open;
    const lo = firstAtOrAfter(chunk, meter.from);
    const hi = firstAfter(chunk, meter.to);
    if (!open.started) this.#start(open, chunk, lo);
    if (hi > lo) {
      meter.take(chunk, lo, hi);
      open.columns?.take(samples, lo, hi);
    }
    for (let i = hi; i < chunk.length; i++) {
      if (Number.isNaN(chunk.values[i] ?? Number.NaN) || !meter.after(chunk, i)) continue;
      this.#finish(open);
      return true;
    }
    return false;
  }

  #start(open: Open, chunk: RailChunk, lo: number): void {
    open.started = true;
    const before = lastValid(chunk, lo);
    if (before >= 0) open.meter.before(chunk, before);
    else if (this.#carried !== undefined) open.meter.before(this.#carried, 0);
  }

  #finish({ index, meter, columns }: Open): void {
    this.#work.done(index, meter.finish(), columns?.seen());
  }

  #carry(chunk: RailChunk): void {
    const index = lastValid(chunk, chunk.length);
    if (index < 0) return;
    this.#carried ??= { length: 1, at: new Float64Array(1), values: new Float64Array(1), segments: new Int32Array(1) };
    this.#carried.at[0] = chunk.at[index] ?? Number.NaN;
    this.#carried.values[0] = chunk.values[index] ?? Number.NaN;
    this.#carried.segments[0] = chunk.segments[index] ?? 0;
  }
}

/** Index of the last valid sample before `end`, or -1. */
function lastValid({ values }: RailChunk, end: number): number {
  let index = end - 1;
  while (index >= 0 && Number.isNaN(values[index] ?? Number.NaN)) index--;
  return index;
}

const firstAtOrAfter = (chunk: RailChunk, instant: number): number => search(chunk, (at) => at >= instant);
const firstAfter = (chunk: RailChunk, instant: number): number => search(chunk, (at) => at > instant);

/** Index of the first sample whose instant is `there`, which must hold from some instant on. */
function search({ at, length }: RailChunk, there: (instant: number) => boolean): number {
  let lo = 0;
  let hi = length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if (there(at[middle] ?? Number.NaN)) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}
