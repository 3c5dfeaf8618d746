import type { Batch, Gap } from "../../src/core/batch.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";

/** One sample of every column; where a value is NaN, `reasons` has the word for it. */
export interface Tick {
  readonly at: Nanoseconds;
  readonly values: ArrayLike<number>;
  readonly reasons: readonly (string | undefined)[];
}

/** More periods than this without a sample are a gap; a tool's own loop is late by up to one. */
const LATE_PERIODS = 2.5;

/** Whose samples they are, and how far apart. */
export interface LiveColumns {
  readonly probe: string;
  /** The columns' names, in the order of `values`. */
  readonly columns: readonly string[];
  readonly period: Seconds;
  /** Why a sample that did not come is missing, where nothing else says: `no-row` when absent. */
  readonly missing?: string;
}

/**
 * Samples that an instrument sends by itself, made into batches: every missing value has its reason, and so has every
 * stretch in which no sample came.
 */
export class LiveTicks {
  readonly #of: LiveColumns;
  #ticks: Tick[] = [];
  #last: Nanoseconds = 0n;
  #taken: Nanoseconds = 0n;
  #interrupted: string | undefined;
  #rejected = 0;

  constructor(of: LiveColumns) {
    this.#of = of;
  }

  /** Takes a sample; false, and it is counted as rejected, when it is not later than the one before. */
  add(tick: Tick): boolean {
    if (tick.at <= this.#last) {
      this.#rejected++;
      return false;
    }
    this.#ticks.push(tick);
    this.#last = tick.at;
    return true;
  }

  /** The samples that follow do not continue those before: there is a gap between them, for this reason. */
  interrupt(reason: string): void {
    this.#interrupted ??= reason;
  }

  /** Something came that is no sample. */
  reject(): void {
    this.#rejected++;
  }

  /** The samples since the last call, as a batch; undefined when there is none. */
  take(): Batch | undefined {
    const ticks = this.#ticks;
    return ticks.length === 0 ? undefined : this.#batchOf(ticks, this.#holes(ticks));
  }

  /** What is left to tell after the last sample, when sampling was over at `at`: no sample ends that gap. */
  end(at: Nanoseconds): Batch | undefined {
    const holes = at > this.#taken ? this.#holes([{ at }]) : [];
    return holes.length === 0 && this.#rejected === 0 ? undefined : this.#batchOf([], holes);
  }

  #batchOf(ticks: readonly Tick[], holes: readonly Gap[]): Batch {
    const { probe, columns } = this.#of;
    const batch = {
      probe,
      at: BigInt64Array.from(ticks, ({ at }) => at),
      columns: columns.map((_, column) => Float64Array.from(ticks, ({ values }) => values[column] ?? Number.NaN)),
      gaps: [
        ...holes,
        ...columns.flatMap((name, column) => gapsOf(ticks, column).map((gap) => ({ probe, columns: [name], ...gap }))),
      ],
      ...(this.#rejected > 0 && { rejected: { count: this.#rejected, of: "line" as const } }),
    };
    this.#ticks = [];
    this.#taken = this.#last;
    this.#interrupted = undefined;
    this.#rejected = 0;
    return batch;
  }

  /** Stretches without a sample; what is known of their reason belongs to the first. */
  #holes(ticks: readonly Pick<Tick, "at">[]): readonly Gap[] {
    const { probe, period, missing = "no-row" } = this.#of;
    let from = this.#taken;
    let reason = this.#interrupted;
    const gaps: Gap[] = [];
    for (const { at } of ticks) {
      const late = secondsBetween(from, at) > LATE_PERIODS * period;
      if (from !== 0n && (reason !== undefined || late))
        gaps.push({ probe, from, to: at, reason: reason ?? (this.#rejected > 0 ? "rejected-line" : missing) });
      reason = undefined;
      from = at;
    }
    return gaps;
  }
}

/** What stood in place of a number, as the reason of a gap: `[Unknown Error]` is unknown-error. */
export const wordOf = (text = ""): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9/]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40) || "empty";

/** Missing values of one column, those of one reason in a row told once. */
function gapsOf(ticks: readonly Tick[], column: number): readonly Pick<Gap, "from" | "to" | "reason">[] {
  const gaps: { from: Nanoseconds; to: Nanoseconds; reason: string }[] = [];
  let open: (typeof gaps)[number] | undefined;
  for (const { at, reasons } of ticks) {
    const reason = reasons[column];
    if (reason !== undefined && open?.reason === reason) open.to = at;
    else open = reason === undefined ? undefined : { from: at, to: at, reason };
    if (open !== undefined && open !== gaps.at(-1)) gaps.push(open);
  }
  return gaps;
}
