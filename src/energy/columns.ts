import type { Samples } from "../core/batch.js";
import type { Extent, Operating } from "../core/correction.js";
import type { Rail } from "../core/rail.js";

/** What the columns of a rail (SI) were in one window. */
export interface SeenColumns {
  readonly means: readonly number[];
  /** The smallest and largest of each quantity; absent without a curve, which alone asks for it, and without a sample. */
  readonly extent?: Extent;
  /** Standard deviation of the load: of the current where there is one, else of the power. */
  readonly spread?: number;
}

/** Watches the columns of a rail in one window. */
export interface ColumnsMeter {
  take(samples: Samples, lo: number, hi: number): void;
  seen(): SeenColumns;
}

/** Mean of each column of a rail (SI) over one window: the sensitivities of errors that act on one column. */
export class ColumnMeans implements ColumnsMeter {
  readonly #rail: Rail;
  readonly #first: number;
  readonly #sums: Float64Array;
  readonly #counts: Float64Array;

  constructor(rail: Rail, first: number) {
    this.#rail = rail;
    this.#first = first;
    this.#sums = new Float64Array(rail.columns.length);
    this.#counts = new Float64Array(rail.columns.length);
  }

  take({ columns }: Samples, lo: number, hi: number): void {
    for (let k = 0; k < this.#sums.length; k++) {
      const column = columns[this.#first + k];
      if (column !== undefined) this.#takeColumn(column, k, [lo, hi]);
    }
  }

  #takeColumn(column: Float64Array, k: number, [lo, hi]: readonly [number, number]): void {
    let sum = 0;
    let count = 0;
    for (let i = lo; i < hi; i++) {
      const raw = column[i] ?? Number.NaN;
      if (Number.isNaN(raw)) continue;
      sum += raw;
      count++;
    }
    this.#sums[k] = (this.#sums[k] ?? 0) + sum;
    this.#counts[k] = (this.#counts[k] ?? 0) + count;
  }

  seen(): SeenColumns {
    return { means: this.#means() };
  }

  /** NaN for a column without a value. */
  #means(): number[] {
    return this.#rail.columns.map(({ scale }, k) => ((this.#sums[k] ?? 0) / (this.#counts[k] ?? 0)) * scale);
  }
}

/** The same with the extent and the spread that a curve has to know. */
export class ColumnExtents implements ColumnsMeter {
  readonly #means: ColumnMeans;
  readonly #first: number;
  readonly #scales: readonly number[];
  readonly #current: number;
  readonly #voltage: number;
  readonly #power = new Spread();
  /** Of each column where there are two. */
  readonly #columns = [new Spread(), new Spread()] as const;

  constructor(rail: Rail, first: number) {
    this.#means = new ColumnMeans(rail, first);
    this.#first = first;
    this.#scales = rail.columns.map(({ scale }) => scale);
    this.#current = rail.columns.findIndex(({ quantity }) => quantity === "current");
    this.#voltage = rail.columns.findIndex(({ quantity }) => quantity === "voltage");
  }

  take(samples: Samples, lo: number, hi: number): void {
    this.#means.take(samples, lo, hi);
    const [first, second] = this.#scales.map((_, k) => samples.columns[this.#first + k]);
    const [scale = 1, other = 1] = this.#scales;
    const [one, two] = this.#columns;
    for (let i = lo; i < hi; i++) {
      const a = (first?.[i] ?? Number.NaN) * scale;
      const b = this.#scales.length < 2 ? 1 : (second?.[i] ?? Number.NaN) * other;
      const watts = a * b;
      if (Number.isNaN(watts)) continue;
      this.#power.add(watts);
      if (this.#scales.length < 2) continue;
      one.add(a);
      two.add(b);
    }
  }

  seen(): SeenColumns {
    const means = this.#means.seen();
    if (this.#power.count === 0) return means;
    const [current, voltage] = [this.#columns[this.#current], this.#columns[this.#voltage]];
    const both = this.#scales.length > 1;
    const end = (of: "min" | "max"): Operating => ({
      powerW: this.#power[of],
      ...(both && current !== undefined && { currentA: current[of] }),
      ...(both && voltage !== undefined && { voltageV: voltage[of] }),
    });
    const load = both && current !== undefined ? current : this.#power;
    return { ...means, extent: { low: end("min"), high: end("max") }, spread: load.sd };
  }
}

/** Extremes and standard deviation of numbers as they come. */
class Spread {
  count = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;
  #mean = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
    // by Welford's update: squares of large numbers would leave nothing of small differences
    const before = value - this.#mean;
    this.#mean += before / this.count;
    this.#squares += before * (value - this.#mean);
  }

  get sd(): number {
    return this.count > 1 ? Math.sqrt(this.#squares / this.count) : 0;
  }
}
