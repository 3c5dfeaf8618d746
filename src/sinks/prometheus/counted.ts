import type { Rail } from "../../core/rail.js";
import { type Nanoseconds, secondsBetween } from "../../core/units.js";

/** Without a plausible power, a count that went down is taken for a wrap when it was read again this soon. */
const TRUSTED_PERIODS = 3;

/**
 * What an energy counter counted since it was first read, in joules, its wraps taken out. Where it cannot be told how
 * much was counted between two readings, the count begins again from zero, as a counter of a program that starts anew does:
 * energy is left out then, and never made up.
 */
export class Counted {
  joules = 0;
  readonly #range: number;
  readonly #plausible: number;
  readonly #period: number;
  #last: { readonly joules: number; readonly at: Nanoseconds } | undefined;

  constructor({ counterRange = Number.NaN, plausiblePower = Number.NaN, period }: Rail) {
    this.#range = counterRange;
    this.#plausible = plausiblePower;
    this.#period = period;
  }

  /** A reading that failed is none: the next one tells what was counted meanwhile. */
  add(joules: number, at: Nanoseconds): void {
    if (Number.isNaN(joules)) return;
    if (this.#last !== undefined) {
      const difference = this.#difference(joules - this.#last.joules, secondsBetween(this.#last.at, at));
      this.joules = Number.isNaN(difference) ? 0 : this.joules + difference;
    }
    this.#last = { joules, at };
  }

  #difference(difference: number, seconds: number): number {
    if (this.#plausible * seconds >= this.#range) return Number.NaN;
    const most = this.#plausible * (seconds + 2 * this.#period);
    if (difference >= 0) return difference > most ? Number.NaN : difference;
    const wrapped = difference + this.#range;
    if (!(wrapped >= 0) || wrapped > most) return Number.NaN;
    return Number.isNaN(most) && seconds > TRUSTED_PERIODS * this.#period ? Number.NaN : wrapped;
  }
}
