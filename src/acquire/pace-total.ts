import type { Pace } from "../core/batch.js";
import { PACE_BINS, paceBinStart } from "./pacer.js";

/** 50th and 99th percentile in microseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** Adds up how punctual the sampling of a whole run was. */
export class PaceTotal {
  missed = 0;
  readonly #lateness = new Float64Array(PACE_BINS);
  readonly #readTime = new Float64Array(PACE_BINS);

  add(pace: Pace): void {
    this.missed += pace.missed;
    for (let bin = 0; bin < PACE_BINS; bin++) {
      this.#lateness[bin] = (this.#lateness[bin] ?? 0) + (pace.lateness[bin] ?? 0);
      this.#readTime[bin] = (this.#readTime[bin] ?? 0) + (pace.readTime[bin] ?? 0);
    }
  }

  get latenessMicros(): Percentiles | null {
    return percentiles(this.#lateness);
  }

  get readMicros(): Percentiles | null {
    return percentiles(this.#readTime);
  }
}

function percentiles(bins: Float64Array): Percentiles | null {
  const total = bins.reduce((sum, count) => sum + count, 0);
  return total === 0 ? null : { p50: percentile(bins, total * 0.5), p99: percentile(bins, total * 0.99) };
}

/** Interpolated inside its bin, in microseconds. */
function percentile(bins: Float64Array, rank: number): number {
  let below = 0;
  for (const [bin, count] of bins.entries()) {
    if (count > 0 && below + count >= rank) {
      const low = paceBinStart(bin);
      const share = (rank - below) / count;
      return Math.round((low + share * (paceBinStart(bin + 1) - low)) * 10) / 10;
    }
    below += count;
  }
  return 0;
}
