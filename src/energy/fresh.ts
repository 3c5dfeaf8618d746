import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

/** A value that is shown again after so many updates is a new one that is the same. */
const AGAIN = 1.25;

/**
 * The values that a sensor made anew, of one that is polled faster than it makes them: what it shows again in between is
 * left out as if it had not been asked (measurement.md 4.3).
 */
export class Fresh {
  readonly #again: number;
  #values = new Float64Array(0);
  #shown = Number.NaN;
  #at = Number.NEGATIVE_INFINITY;

  constructor(update: Seconds) {
    this.#again = AGAIN * update * NANOS_PER_SECOND;
  }

  /** The column with its repeats missing, in a buffer that is used again. */
  apply(at: Float64Array, column: Float64Array, length: number): Float64Array {
    if (this.#values.length < length) this.#values = new Float64Array(length);
    for (let i = 0; i < length; i++) {
      const [instant, value] = [at[i] ?? Number.NaN, column[i] ?? Number.NaN];
      const fresh = value !== this.#shown || instant - this.#at >= this.#again;
      this.#values[i] = fresh ? value : Number.NaN;
      if (!fresh || Number.isNaN(value)) continue;
      this.#shown = value;
      this.#at = instant;
    }
    return this.#values;
  }
}
