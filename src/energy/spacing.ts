import type { Samples } from "../core/batch.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

const ENOUGH = 257;
/** Of a sensor that seldom changes no more is read than this. */
const LONGEST = 8192;
/** Values at least so many samples apart are of a sensor that is polled faster than it makes them. */
export const FASTER = 1.6;
/** It makes them evenly, to a poll or a quarter; a coarse reading that changes now and then does not. */
const EVEN = { share: 0.8, within: 0.25 };
/** Share of its values that differ from all before. */
const DISTINCT = 0.5;
/** Fewer changes tell no period. */
const FEWEST = 12;

/** Median spacing of the first samples; 0 of fewer than two. Reads no further than it needs. */
export const spacingOf = (samples: Iterable<Samples>): Seconds => spacingsOf(samples, 0).samples;

/** How far the first samples are apart, and the values that are new in each column. */
export interface Spacings {
  readonly samples: Seconds;
  /** By column; undefined where each sample is as good as new, or where changes come at no even pace. */
  readonly updates: readonly (Seconds | undefined)[];
}

/** Both spacings of the first samples, of which it reads no more than it needs (measurement.md 4.3). */
export function spacingsOf(samples: Iterable<Samples>, columns: number): Spacings {
  const spacings: number[] = [];
  const changes = Array.from({ length: columns }, () => new Changes());
  let previous = Number.NaN;
  let seen = 0;
  for (const { at, length, columns: values } of samples) {
    for (let i = 0; i < length && seen < LONGEST; i++, seen++) {
      const instant = at[i] ?? Number.NaN;
      if (!Number.isNaN(previous) && spacings.length < ENOUGH) spacings.push(instant - previous);
      previous = instant;
      for (const [c, change] of changes.entries()) change.take(instant, values[c]?.[i] ?? Number.NaN);
      if (spacings.length >= ENOUGH && changes.every((change) => change.enough)) seen = LONGEST;
    }
    if (seen >= LONGEST) break;
  }
  const spacing = medianOf(spacings);
  return { samples: spacing / NANOS_PER_SECOND, updates: changes.map((change) => change.period(spacing)) };
}

/** When a column changed. */
class Changes {
  readonly #spacings: number[] = [];
  readonly #values = new Set<number>();
  #at = Number.NaN;
  #value = Number.NaN;

  get enough(): boolean {
    return this.#spacings.length >= ENOUGH;
  }

  take(instant: number, value: number): void {
    if (value === this.#value || Number.isNaN(value)) return;
    if (!Number.isNaN(this.#at) && !this.enough) this.#spacings.push(instant - this.#at);
    // the first value may be an old one
    if (!Number.isNaN(this.#value)) this.#at = instant;
    this.#value = value;
    this.#values.add(value);
  }

  period(spacing: number): Seconds | undefined {
    if (this.#spacings.length < FEWEST || !(spacing > 0)) return undefined;
    const period = medianOf(this.#spacings);
    // a load that steps between a few powers says nothing of the sensor
    if (period < FASTER * spacing || this.#values.size < DISTINCT * this.#spacings.length) return undefined;
    const near = (each: number) => Math.abs(each - period) <= Math.max(1.1 * spacing, EVEN.within * period);
    const even = this.#spacings.filter(near).length >= EVEN.share * this.#spacings.length;
    return even ? period / NANOS_PER_SECOND : undefined;
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
