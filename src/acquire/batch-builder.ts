import type { Batch, Gap, Pace } from "../core/batch.js";
import { PACE_BINS, paceBin } from "./pacer.js";

interface OpenGap {
  readonly from: bigint;
  readonly reason: string;
}

/** Collects ticks of one probe into a batch; nothing is allocated between two batches. */
export class BatchBuilder {
  readonly row: Float64Array;
  readonly #probe: string;
  readonly #names: readonly string[];
  readonly #capacity: number;
  readonly #at: BigInt64Array;
  readonly #columns: readonly Float64Array[];
  #length = 0;
  #missed = 0;
  #lateness = new Uint32Array(PACE_BINS);
  #readTime = new Uint32Array(PACE_BINS);
  #gaps: Gap[] = [];
  readonly #open: (OpenGap | undefined)[];
  #last = 0n;
  #faults = 0;

  constructor(probe: string, names: readonly string[], capacity: number) {
    this.#probe = probe;
    this.#names = names;
    this.#capacity = capacity;
    this.row = new Float64Array(names.length);
    this.#at = new BigInt64Array(capacity);
    this.#columns = names.map(() => new Float64Array(capacity));
    this.#open = names.map(() => undefined);
  }

  get full(): boolean {
    return this.#length === this.#capacity;
  }

  /** True while a column is in a gap. */
  get hasFaults(): boolean {
    return this.#faults > 0;
  }

  /** Takes over `row` as the sample at `at`; `lateMs` and `readMs` say how the tick went. */
  add(at: bigint, lateMs: number, readMs: number): void {
    this.#at[this.#length] = at;
    for (let column = 0; column < this.row.length; column++) {
      const values = this.#columns[column];
      if (values !== undefined) values[this.#length] = this.row[column] ?? Number.NaN;
    }
    this.#length++;
    this.#last = at;
    count(this.#lateness, lateMs);
    count(this.#readTime, readMs);
  }

  /** Ticks that never were, between the last sample and `until`. A hole of a tick or two is only counted. */
  missed(ticks: number, until: bigint): void {
    this.#missed += ticks;
    if (ticks > 2 && this.#last > 0n)
      this.#gaps.push({ probe: this.#probe, from: this.#last, to: until, reason: "missed-tick" });
  }

  /** Column `column` has no value at `at`, for `reason`. */
  fault(column: number, at: bigint, reason: string): void {
    const open = this.#open[column];
    if (open?.reason === reason) return;
    if (open === undefined) this.#faults++;
    else this.#close(column, open, at);
    this.#open[column] = { from: at, reason };
  }

  /** Column `column` has a value again at `at`. */
  clear(column: number, at: bigint): void {
    const open = this.#open[column];
    if (open === undefined) return;
    this.#close(column, open, at);
    this.#open[column] = undefined;
    this.#faults--;
  }

  #close(column: number, open: OpenGap, to: bigint): void {
    const name = this.#names[column];
    if (name !== undefined) this.#gaps.push({ probe: this.#probe, columns: [name], ...open, to });
  }

  /** The batch so far, or undefined when nothing happened; starts the next one. */
  take(): Batch | undefined {
    if (this.#length === 0 && this.#missed === 0) return undefined;
    this.#splitOpenGaps();
    const pace: Pace = {
      ticks: this.#length,
      missed: this.#missed,
      lateness: this.#lateness,
      readTime: this.#readTime,
    };
    const batch: Batch = { probe: this.#probe, ...this.#compact(), gaps: joinColumns(this.#gaps), pace };
    this.#reset();
    return batch;
  }

  /** Instants and columns side by side in one buffer: handing a thread one buffer costs a third of handing it one for each column. */
  #compact(): Pick<Batch, "at" | "columns"> {
    const length = this.#length;
    const bytes = length * Float64Array.BYTES_PER_ELEMENT;
    const buffer = new ArrayBuffer(bytes * (1 + this.#columns.length));
    const at = new BigInt64Array(buffer, 0, length);
    at.set(this.#at.subarray(0, length));
    const columns = this.#columns.map((column, index) => {
      const compact = new Float64Array(buffer, bytes * (1 + index), length);
      compact.set(column.subarray(0, length));
      return compact;
    });
    return { at, columns };
  }

  /** A gap still open is told as far as it goes, so that a run that is killed has it on disk. */
  #splitOpenGaps(): void {
    for (const [column, open] of this.#open.entries()) {
      if (open === undefined || open.from > this.#last) continue;
      this.#close(column, open, this.#last);
      this.#open[column] = { from: this.#last, reason: open.reason };
    }
  }

  #reset(): void {
    this.#length = 0;
    this.#missed = 0;
    this.#lateness = new Uint32Array(PACE_BINS);
    this.#readTime = new Uint32Array(PACE_BINS);
    this.#gaps = [];
  }
}

function count(bins: Uint32Array, milliseconds: number): void {
  const bin = paceBin(milliseconds);
  bins[bin] = (bins[bin] ?? 0) + 1;
}

/** Columns that failed together, told once. */
function joinColumns(gaps: readonly Gap[]): readonly Gap[] {
  const joined = new Map<string, Gap>();
  for (const gap of gaps) {
    const key = `${gap.from} ${gap.to} ${gap.reason}`;
    const seen = joined.get(key);
    const columns = [...(seen?.columns ?? []), ...(gap.columns ?? [])];
    joined.set(key, columns.length === 0 ? gap : { ...gap, columns });
  }
  return [...joined.values()];
}
