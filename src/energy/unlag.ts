/**
 * What a first-order lag showed, made into the power that it answered: P_i = (y_i - A y_{i-1})/(1 - A), A = exp(-dt/tau),
 * which is exact where the power is steady between two samples (measurement.md 4.6). The first value has none before it.
 */
export class Unlag {
  readonly #timeConstant: number;
  #values = new Float64Array(0);
  #at = Number.NaN;
  #shown = Number.NaN;

  /** @param timeConstant - in ns */
  constructor(timeConstant: number) {
    this.#timeConstant = timeConstant;
  }

  /** The column without its lag, in a buffer that is used again. */
  apply(at: Float64Array, column: Float64Array, length: number): Float64Array {
    if (this.#values.length < length) this.#values = new Float64Array(length);
    for (let i = 0; i < length; i++) this.#values[i] = this.#next(at[i] ?? Number.NaN, column[i] ?? Number.NaN);
    return this.#values;
  }

  #next(at: number, shown: number): number {
    if (Number.isNaN(shown)) return Number.NaN;
    const answered = -Math.expm1(-(at - this.#at) / this.#timeConstant);
    const power = this.#shown + (shown - this.#shown) / answered;
    this.#at = at;
    this.#shown = shown;
    return Number.isFinite(power) ? power : Number.NaN;
  }
}
