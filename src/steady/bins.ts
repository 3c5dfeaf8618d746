/** More say no more: a cut is then known to .4 % of the window. */
const MOST = 240;
/** Samples to a mean at the least: what is looked at is MSER-5. */
const SAMPLES = 5;

/** Values at their instants, `from` one of them up to `length`. */
interface Filled {
  readonly at: Float64Array;
  readonly values: Float64Array;
  readonly from: number;
  readonly length: number;
}

/** Means of a rail over equal parts of a window, in one pass and in memory that does not grow with the samples. */
export class Bins {
  readonly #from: number;
  readonly #width: number;
  readonly #sums: Float64Array;
  readonly #weights: Float64Array;

  /** A window and the spacing of the samples in it, in one unit of time. */
  constructor({ from, to, spacing }: { readonly from: number; readonly to: number; readonly spacing: number }) {
    const count = Math.max(0, Math.min(MOST, Math.floor((to - from) / (SAMPLES * spacing) + 1e-9)));
    this.#from = from;
    this.#width = (to - from) / count;
    this.#sums = new Float64Array(count);
    this.#weights = new Float64Array(count);
  }

  /** A value at an instant; outside of the window, and not a number, it is passed over. */
  add(instant: number, value: number, weight = 1): void {
    const bin = Math.floor((instant - this.#from) / this.#width);
    if (!(bin >= 0 && bin < this.#sums.length) || Number.isNaN(value)) return;
    this.#sums[bin] = (this.#sums[bin] ?? 0) + value * weight;
    this.#weights[bin] = (this.#weights[bin] ?? 0) + weight;
  }

  /** The first `length` of values at increasing instants; most chunks of a recording lie outside of a window. */
  addAll(at: Float64Array, values: Float64Array, length: number): void {
    const end = this.#endOf(this.#sums.length - 1);
    if (length === 0 || !((at[length - 1] ?? 0) >= this.#from && (at[0] ?? 0) < end)) return;
    for (let i = 0; i < length; ) {
      const bin = Math.floor(((at[i] ?? Number.NaN) - this.#from) / this.#width);
      if (bin >= 0 && bin < this.#sums.length) i = this.#fill(bin, { at, values, from: i, length });
      else i++;
    }
  }

  #endOf(bin: number): number {
    return this.#from + (bin + 1) * this.#width;
  }

  /** All that lie in the bin of the one at `from`, of whom there are many; answers where the next bin begins. */
  #fill(bin: number, { at, values, from, length }: Filled): number {
    const end = this.#endOf(bin);
    let [i, sum, count] = [from, 0, 0];
    do {
      const value = values[i] ?? Number.NaN;
      if (!Number.isNaN(value)) {
        sum += value;
        count++;
      }
      i++;
    } while (i < length && (at[i] ?? Number.NaN) < end);
    this.#sums[bin] = (this.#sums[bin] ?? 0) + sum;
    this.#weights[bin] = (this.#weights[bin] ?? 0) + count;
    return i;
  }

  /** In order of time; NaN where there was no value. */
  means(): Float64Array {
    return this.#sums.map((sum, k) => sum / (this.#weights[k] ?? 0));
  }
}
