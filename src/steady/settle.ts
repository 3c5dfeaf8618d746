import { meanAndSd } from "../core/stats.js";
import { correlatedMean } from "./autocorrelation.js";
import { detrended, driftOf } from "./drift.js";
import { mser } from "./mser.js";

/** Fewer means than these show nothing of where a series settles. */
export const LEAST_MEANS = 40;
/** A beginning that moves the mean by less does not matter. */
const HARMLESS = 0.001;
/**
 * The cut is the best of many, so that chance makes its beginning look special: by this many standard uncertainties it is
 * allowed to, which 1 in 100 stationary series exceeds (measured, see the test).
 */
const CHANCE = 5;

/** Independent values from which on chance is known well enough; below, only what stands out by so many sd is said. */
const KNOWN = { effective: 20, standsOut: 6 };

/** What a series of means over equal times says of its load. */
export type Settling =
  | { readonly kind: "steady" }
  /** The first `share` of the series is its warm-up: it moves the mean by `offset`, relative to that of the rest. */
  | { readonly kind: "warming-up"; readonly share: number; readonly offset: number }
  /** Not even its second half has settled for certain; the first moves the mean by `offset`. */
  | { readonly kind: "too-short"; readonly offset: number }
  /** From `share` on it still changes by `change` of its mean from one end to the other, give or take `U99`. */
  | { readonly kind: "drifting"; readonly share: number; readonly change: number; readonly U99: number };

/** Whether a series settles, and where; undefined where it is too short to say, or has holes. */
export function settlingOf(means: Float64Array): Settling | undefined {
  if (means.length < LEAST_MEANS || means.some(Number.isNaN)) return undefined;
  const { at, tooShort } = mser(means, 1);
  const begun = beginning(means, at);
  const from = begun === undefined ? 0 : at;
  const rest = means.subarray(from);
  const drift = driftOf(rest);
  const { mean } = meanAndSd(rest);
  const share = from / means.length;
  if (begun !== undefined && tooShort) return { kind: "too-short", offset: begun };
  if (drift !== undefined && isTellable(rest, drift.change)) {
    const [change, U99] = [drift.change / Math.abs(mean), drift.U99 / Math.abs(mean)];
    return { kind: "drifting", share, change, U99 };
  }
  return begun === undefined ? { kind: "steady" } : { kind: "warming-up", share, offset: begun };
}

/** By how much of the mean of the rest the beginning moves the mean of all; undefined where that is chance or harmless. */
function beginning(means: Float64Array, at: number): number | undefined {
  if (at === 0) return undefined;
  const rest = means.subarray(at);
  const { mean } = meanAndSd(rest);
  const difference = meanAndSd(means.subarray(0, at)).mean - mean;
  const offset = (difference * at) / means.length / Math.abs(mean);
  if (Math.abs(offset) < HARMLESS || !isTellable(rest, difference)) return undefined;
  // the beginning's own scatter, and a trend of the rest, are what is looked for: the scatter around that says what chance does
  const { u } = correlatedMean(detrended(rest));
  return Math.abs(difference) > CHANCE * u * Math.sqrt(means.length / at) ? offset : undefined;
}

/** Of a series that remembers for most of its length nobody can tell a trend from a whim: it is then too short to say. */
function isTellable(series: Float64Array, difference: number): boolean {
  const left = detrended(series);
  if (correlatedMean(left).effective >= KNOWN.effective) return true;
  return Math.abs(difference) > KNOWN.standsOut * meanAndSd(left).sd;
}
