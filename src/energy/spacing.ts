import type { Samples } from "../core/batch.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

const ENOUGH = 257;

/** Median spacing of the first samples; 0 of fewer than two. Reads no further than it needs. */
export function spacingOf(samples: Iterable<Samples>): Seconds {
  const spacings: number[] = [];
  let previous = Number.NaN;
  for (const { at, length } of samples) {
    for (let i = 0; i < length && spacings.length < ENOUGH; i++) {
      const instant = at[i] ?? Number.NaN;
      if (!Number.isNaN(previous)) spacings.push(instant - previous);
      previous = instant;
    }
    if (spacings.length >= ENOUGH) break;
  }
  const sorted = spacings.sort((a, b) => a - b);
  return (sorted[Math.floor(sorted.length / 2)] ?? 0) / NANOS_PER_SECOND;
}
