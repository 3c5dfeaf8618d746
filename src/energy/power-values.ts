import type { Samples } from "../core/batch.js";
import type { Correction } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import type { RailChunk } from "./span.js";

const noSegments = new Int32Array(0);

/** The power of a rail's samples in watts, corrected: the product of its columns, in a buffer that is used again. */
export class PowerValues {
  readonly #rail: Rail;
  readonly #first: number;
  readonly #correction: Correction;
  #watts = new Float64Array(0);

  /** `first` is the index of the rail's first column in the probe's samples. */
  constructor(rail: Rail, first: number, correction: Correction) {
    this.#rail = rail;
    this.#first = first;
    this.#correction = correction;
  }

  fill({ length, at, columns }: Samples): RailChunk {
    if (this.#watts.length < length) this.#watts = new Float64Array(length);
    this.#rail.columns.forEach(({ scale }, k) => {
      const column = columns[this.#first + k] ?? new Float64Array(length).fill(Number.NaN);
      if (k === 0) copyScaled(this.#watts, column, { length, scale });
      else multiplyScaled(this.#watts, column, { length, scale });
    });
    if (this.#correction.curve !== null) this.#correction.apply(this.#watts, length);
    return { length, at, values: this.#watts, segments: noSegments };
  }
}

interface Scaling {
  readonly length: number;
  readonly scale: number;
}

function copyScaled(target: Float64Array, column: Float64Array, { length, scale }: Scaling): void {
  for (let i = 0; i < length; i++) target[i] = (column[i] ?? Number.NaN) * scale;
}

function multiplyScaled(target: Float64Array, column: Float64Array, { length, scale }: Scaling): void {
  for (let i = 0; i < length; i++) target[i] = (target[i] ?? Number.NaN) * (column[i] ?? Number.NaN) * scale;
}

/** Mean of each column of a rail (SI) over one window: the sensitivities of errors that act on one column. */
export class ColumnMeans {
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

  /** NaN for a column without a value. */
  means(): number[] {
    return this.#rail.columns.map(({ scale }, k) => ((this.#sums[k] ?? 0) / (this.#counts[k] ?? 0)) * scale);
  }
}
