/** Bins of a histogram of durations: eight to an octave from a microsecond up, so a percentile read from it is good to 9 %. */
export const PACE_BINS = 256;
const BINS_PER_OCTAVE = 8;

/** The bin of a duration in milliseconds; bin 0 is everything below a microsecond. */
export const paceBin = (milliseconds: number): number =>
  milliseconds < 1e-3 ? 0 : Math.min(PACE_BINS - 1, 1 + Math.floor(Math.log2(milliseconds * 1000) * BINS_PER_OCTAVE));

/** The shortest duration in a bin, in microseconds. */
export const paceBinStart = (bin: number): number => (bin === 0 ? 0 : 2 ** ((bin - 1) / BINS_PER_OCTAVE));

/** What became due at an instant: `tick` is the grid index to sample now, `missed` how many before it never were. */
export interface Due {
  readonly tick: number;
  readonly missed: number;
}

/**
 * A fixed grid of ticks after time zero, in milliseconds. A tick that comes more than a period late is skipped and counted; it is never
 * made up for in a burst, since two samples taken together say nothing about the time between.
 */
export class Pacer {
  readonly period: number;
  #next = 0;

  constructor(periodMs: number) {
    this.period = periodMs;
  }

  /** When the next tick is due. */
  get deadline(): number {
    return this.#next * this.period;
  }

  /** Takes the tick that is due at `now` (at or after `deadline`). */
  take(now: number): Due {
    const tick = Math.max(this.#next, Math.floor(now / this.period));
    const missed = tick - this.#next;
    this.#next = tick + 1;
    return { tick, missed };
  }
}
