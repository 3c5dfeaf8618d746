/** One reading of a counter: when, joules since the first reading, resets before it. */
export interface Reading {
  readonly at: number;
  readonly joules: number;
  readonly segment: number;
}

/** Average power between two readings of one segment (W per ns of time, i.e. J/ns), or NaN. */
export const slope = (a: Reading | undefined, b: Reading | undefined): number =>
  a === undefined || b === undefined || a.segment !== b.segment || b.at <= a.at
    ? Number.NaN
    : (b.joules - a.joules) / (b.at - a.at);

/** A power to carry on with (J/ns), and the length (ns) of the stretch it was taken from; NaN where there is none. */
export interface Carry {
  readonly power: number;
  readonly length: number;
}

const none: Carry = { power: Number.NaN, length: Number.NaN };

/**
 * Powers between readings far enough apart that the counter's own updates do not show (4 or more of them).
 * Keeps the last two anchors, so that the power at the end of a window is known as well as at its start.
 */
export class Anchors {
  readonly #distance: number;
  #older: Reading | undefined;
  #newer: Reading | undefined;
  /** The power over the first whole stretch, J/ns, and how long it is; NaN until there is one. */
  first: Carry = none;

  constructor(period: number) {
    this.#distance = 4 * period;
  }

  /** Takes a reading; answers the power (J/ns) of a stretch that it completes, else NaN. */
  take(reading: Reading): number {
    if (this.#newer !== undefined && this.#newer.segment === reading.segment) {
      if (reading.at - this.#newer.at < this.#distance) return Number.NaN;
      const power = slope(this.#newer, reading);
      if (Number.isNaN(this.first.power)) this.first = { power, length: reading.at - this.#newer.at };
      this.#older = this.#newer;
      this.#newer = reading;
      return power;
    }
    this.#older = undefined;
    this.#newer = reading;
    return Number.NaN;
  }

  /** The power (J/ns) up to `last`, over at least one whole stretch; NaN if there was none. */
  until(last: Reading): Carry {
    return { power: slope(this.#older, last), length: last.at - (this.#older?.at ?? Number.NaN) };
  }
}
