import type { Batch, Gap } from "../../src/core/batch.js";
import type { Finding } from "../../src/core/finding.js";
import { LogClock } from "./log-clock.js";

const CAPACITY = 4096;

/** Beyond this after the start an instant is no longer exact in float64, and far likelier a damaged time: 104 days. */
const LONGEST_NS = 9_000_000_000_000_000n;

/** Collects a foreign recording's rows into batches; a value that is NaN opens a gap until the next one that is not. */
export class Ticks {
  readonly #probe: string;
  readonly #names: readonly string[];
  readonly #open: (bigint | undefined)[];
  #at: bigint[] = [];
  #rows: (readonly number[])[] = [];
  #gaps: Gap[] = [];
  #last = -1n;
  readonly #clock = new LogClock();

  constructor(probe: string, names: readonly string[]) {
    this.#probe = probe;
    this.#names = names;
    this.#open = names.map(() => undefined);
  }

  get full(): boolean {
    return this.#at.length >= CAPACITY;
  }

  /** The last instant taken; -1 before the first. */
  get last(): bigint {
    return this.#last;
  }

  /** Takes a row; false, and nothing is taken, when it is not later than the one before or too far from the start. */
  add(at: bigint, values: readonly number[]): boolean {
    this.#clock.see(at);
    if (at <= this.#last || at > LONGEST_NS) return false;
    for (const [column, value] of values.entries()) this.#follow(column, value, at);
    this.#at.push(at);
    this.#rows.push(values);
    this.#last = at;
    return true;
  }

  #follow(column: number, value: number, at: bigint): void {
    const from = this.#open[column];
    if (Number.isNaN(value)) this.#open[column] ??= at;
    else if (from !== undefined) this.#close(column, from, at);
  }

  #close(column: number, from: bigint, to: bigint): void {
    this.#gaps.push({
      probe: this.#probe,
      columns: this.#names.slice(column, column + 1),
      from,
      to,
      reason: "unreadable",
    });
    this.#open[column] = undefined;
  }

  /** What was collected since the last call. */
  take(): Batch {
    const columns = this.#names.map((_, column) =>
      Float64Array.from(this.#rows, (values) => values[column] ?? Number.NaN),
    );
    const batch = { probe: this.#probe, at: BigInt64Array.from(this.#at), columns, gaps: this.#gaps };
    this.#at = [];
    this.#rows = [];
    this.#gaps = [];
    return batch;
  }

  /** What is to be said of the clock by which the rows were written. */
  findings(): readonly Finding[] {
    return this.#clock.findings(this.#probe);
  }

  /** The last batch: gaps that are still open end with the last instant. */
  end(): Batch {
    for (const [column, from] of this.#open.entries()) if (from !== undefined) this.#close(column, from, this.#last);
    return this.take();
  }
}
