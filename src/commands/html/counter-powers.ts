import type { Samples } from "../../core/batch.js";
import type { Rail } from "../../core/rail.js";
import { NANOS_PER_SECOND, type Seconds } from "../../core/units.js";
import { Unwrapper } from "../../energy/unwrap.js";

/** A counter that stands still for so many of its periods has not just been read twice. */
const STANDS = 2;

/** The mean powers between the readings of a counter in which it had counted on: between others it only seems to rest. */
export class CounterPowers {
  readonly #unwrapper: Unwrapper;
  readonly #patience: number;
  #lastAt = Number.NaN;
  #last = Number.NaN;
  #segment = 0;
  #failed = false;

  constructor(rail: Rail, first: number) {
    this.#unwrapper = new Unwrapper(rail, first, rail.period * NANOS_PER_SECOND);
    this.#patience = STANDS * rail.period * NANOS_PER_SECOND;
  }

  /** Each power at the middle of the time it is of; NaN where a reading failed or the counter began anew. */
  take(samples: Samples, put: (at: number, watts: number, seconds: Seconds) => void): void {
    const { at, values, segments, length } = this.#unwrapper.fill(samples);
    for (let i = 0; i < length; i++) {
      const [instant, count] = [at[i] ?? Number.NaN, values[i] ?? Number.NaN];
      if (Number.isNaN(count)) {
        this.#failed = true;
        continue;
      }
      const span = instant - this.#lastAt;
      const same = segments[i] === this.#segment;
      if (same && count === this.#last && span <= this.#patience) continue;
      const seconds = span / NANOS_PER_SECOND;
      if (this.#failed || !same) put((instant + this.#lastAt) / 2, Number.NaN, seconds);
      else if (!Number.isNaN(span)) put((instant + this.#lastAt) / 2, (count - this.#last) / seconds, seconds);
      [this.#lastAt, this.#last, this.#segment, this.#failed] = [instant, count, segments[i] ?? 0, false];
    }
  }
}
