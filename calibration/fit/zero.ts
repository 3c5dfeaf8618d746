import { BatchMeans, meanAndSd, resolutionOfMean } from "../../src/core/stats.js";
import { type Refusal, refusal } from "./verdict.js";

/** What a sensor reads when nothing flows (measurement.md 2.2). */
export interface ZeroReading {
  /** The mean reading, in the sensor's unit. */
  readonly offset: number;
  /** Its standard uncertainty: the noise, neighbouring readings not taken for independent, and the resolution. */
  readonly u: number;
  /** Scatter of one reading. */
  readonly sd: number;
  readonly readings: number;
  /** Readings that were no number. */
  readonly excluded: number;
}

/** A zero, or why there is none. */
export type ZeroOutcome =
  | { readonly accepted: true; readonly zero: ZeroReading }
  | { readonly accepted: false; readonly refusals: readonly Refusal[] };

const LEAST_READINGS = 100;

/** The zero of a sensor from at least 100 readings without load; `resolution` is the step its readings come in. */
export function zeroOf(readings: Float64Array, resolution = 0): ZeroOutcome {
  const finite = readings.filter((value) => Number.isFinite(value));
  const excluded = readings.length - finite.length;
  if (finite.length < LEAST_READINGS) return { accepted: false, refusals: [tooFew(finite.length, excluded)] };
  const { mean, sd } = meanAndSd(finite);
  const blocks = new BatchMeans();
  for (const value of finite) blocks.add(value);
  const u = Math.hypot(blocks.noise()?.u ?? Number.NaN, resolutionOfMean(resolution, sd));
  return { accepted: true, zero: { offset: mean, u, sd, readings: finite.length, excluded } };
}

const tooFew = (count: number, excluded: number): Refusal =>
  refusal(
    "too-few-points",
    `${count} readings${excluded > 0 ? ` (${excluded} more were no numbers)` : ""}: a zero needs at least ${LEAST_READINGS}`,
    "Switch the load off and record for longer",
  );

/** Gain and offset from two points, in closed form: g = (R2 - R1)/(x2 - x1), o = x1 - R1/g (measurement.md 2.2). */
export function twoPoint(first: readonly [raw: number, reference: number], second: readonly [number, number]) {
  const gain = (second[1] - first[1]) / (second[0] - first[0]);
  return { gain, offset: first[0] - first[1] / gain };
}

/**
 * Uncertainty of a two-point calibration at a reading, as a multiple of that of each point: 1 at the points, .71 half way
 * between, and more the further outside.
 */
export function twoPointGrowth(raw: number, first: number, second: number): number {
  const t = (raw - first) / (second - first);
  return Math.hypot(1 - t, t);
}
