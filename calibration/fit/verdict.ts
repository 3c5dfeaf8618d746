import type { Finding } from "../../src/core/finding.js";
import { moments } from "./line.js";
import { atOneInputVoltage, type Exclusion, extent, type PairedPoints } from "./points.js";

/** Why points are no calibration; stable, for scripts and tests. */
export type RefusalReason =
  | "too-few-points"
  | "too-few-steps"
  | "range-too-narrow"
  | "no-relation"
  | "no-scatter"
  | "efficiency-above-1"
  | "several-input-voltages";

/** Why points are no calibration, and what to do. */
export interface Refusal extends Finding {
  readonly code: RefusalReason;
  readonly severity: "invalid";
}

/** A refusal, in words. */
export const refusal = (code: RefusalReason, message: string, remedy: string): Refusal => ({
  code,
  severity: "invalid",
  message,
  remedy,
});

/** Points and loads that a curve needs at least: one more than a line has terms, so that it can be wrong. */
const LEAST = 3;
/** Loads closer than this share of the largest are one. */
const ONE_LOAD = 0.01;
/** The load has to change by this share of the largest; judgement: below it no term of the loss can be told from another. */
const LEAST_SPAN = 0.2;
/** Squared correlation of what goes in with what comes out; of any regulator at work it is above .99. */
const LEAST_R2 = 0.5;

/** The largest size of a load. */
function largest(load: Float64Array): number {
  const { low, high } = extent(load);
  return Math.max(Math.abs(low), Math.abs(high));
}

/** Loads that differ by more than 1 % of the largest. */
export function distinctLoads(load: Float64Array): number {
  const gap = ONE_LOAD * largest(load);
  let [count, last] = [0, Number.NEGATIVE_INFINITY];
  for (const value of load.toSorted())
    if (value > last + gap) {
      count++;
      last = value;
    }
  return count;
}

/** What keeps points from being a calibration of a regulator, before any fit; empty when nothing does. */
export function refuseRegulator(points: PairedPoints, exclusions: readonly Exclusion[]): readonly Refusal[] {
  const { currentA, voltageV, inputW } = points;
  const few = refuseFew(currentA, exclusions.length);
  if (few.length > 0) return few;
  const output = currentA.map((current, i) => current * (voltageV[i] ?? 0));
  return [...refuseNarrow(currentA, "A"), ...refuseUnrelated(output, inputW), ...refuseVoltages(points)];
}

/** Too few points or loads, as of one point, or of the same point twice. */
export function refuseFew(load: Float64Array, excluded: number, least = LEAST): readonly Refusal[] {
  const left = excluded > 0 ? ` (${excluded} more could not be used)` : "";
  if (load.length < least)
    return [
      refusal(
        "too-few-points",
        `${load.length} usable point${load.length === 1 ? "" : "s"}${left}: a calibration needs at least ${least}`,
        "Measure at several loads from near idle to full load: better seven than three",
      ),
    ];
  const loads = distinctLoads(load);
  if (loads >= least) return [];
  return [
    refusal(
      "too-few-steps",
      `${load.length} points at ${loads} different load${loads === 1 ? "" : "s"}${left}: at least ${least} are needed`,
      "Repeat the measurement at other loads; more points at the same one do not help",
    ),
  ];
}

/** A load that changes by less than a share of its largest. */
export function refuseNarrow(load: Float64Array, unit: string, least = LEAST_SPAN): readonly Refusal[] {
  const { low, high } = extent(load);
  if (high - low >= least * largest(load)) return [];
  return [
    refusal(
      "range-too-narrow",
      `the load only goes from ${low} to ${high} ${unit}, less than ${100 * least} % of its largest`,
      "Measure from near idle to full load",
    ),
  ];
}

/** What is measured on one side does not follow the other. */
export function refuseUnrelated(x: Float64Array, y: Float64Array): readonly Refusal[] {
  const { xx, xy, yy } = moments(x, y);
  const r2 = (xy * xy) / (xx * yy);
  if (r2 >= LEAST_R2 && xy > 0) return [];
  const sign = xy < 0 ? ", falling" : "";
  return [
    refusal(
      "no-relation",
      `the two sides do not follow each other: r^2 is ${Number.isNaN(r2) ? 0 : Number(r2.toPrecision(2))}${sign}`,
      "Check that both are of the same rail, in the same order, and aligned in time",
    ),
  ];
}

/** Of a share of the scatter no more is left than the rounding of arithmetic. */
const ROUNDING = 1e-13;

/** Points that lie on a line to the last digit, as a few rounded readings do, tell nothing of the noise. */
export function refuseScatterless(x: Float64Array, y: Float64Array): readonly Refusal[] {
  const { xx, xy, yy } = moments(x, y);
  if (!(1 - (xy / xx) * (xy / yy) <= ROUNDING)) return [];
  return [
    refusal(
      "no-scatter",
      `the ${x.length} points lie on a line to the last digit, and no uncertainties were given: they tell nothing of the noise`,
      "State the uncertainty of the readings, at least that of their last digit, or take more points",
    ),
  ];
}

function refuseVoltages(points: PairedPoints): readonly Refusal[] {
  if (atOneInputVoltage(points) || points.inputVoltageV === undefined) return [];
  const { low, high } = extent(points.inputVoltageV);
  return [
    refusal(
      "several-input-voltages",
      `the points were taken at ${low} to ${high} V at the input, and a curve belongs to one`,
      "Choose one input voltage, or fit each by itself",
    ),
  ];
}
