import type { Finding } from "../../src/core/finding.js";
import { chi2Of, goodness, upwardScale } from "./diagnostics.js";
import { type LineFit, york } from "./line.js";
import type { Matrix } from "./linear.js";
import { type Linearity, linearityOf } from "./linearity.js";
import { type Exclusion, extent } from "./points.js";
import type { Interval } from "./regulator-fit.js";
import { sensorFindings } from "./sensor-findings.js";
import { type SensorPoints, type UsableSensorPoints, usableSensorPoints } from "./sensor-points.js";
import { type Refusal, refuseFew, refuseNarrow, refuseScatterless, refuseUnrelated } from "./verdict.js";

/** A sensor against a reference: true = gain (raw - offset). Plain data, for a curve file, a table or a plot. */
export interface SensorFit {
  readonly gain: number;
  /** What the sensor reads at zero, in its unit. */
  readonly offset: number;
  /** Of gain and offset in this order, scaled. The reference's own gain is not in it: it is one error for all points. */
  readonly covariance: Matrix;
  /** Relative standard uncertainty of the reference's own gain: added once, afterwards (measurement.md 2.2). */
  readonly uReferenceGain: number;
  /** Degrees of freedom of the covariance; Infinity where the noise was given. */
  readonly dof: number;
  /** Absent where no noise was given, and of two points. */
  readonly goodness?: { readonly chi2: number; readonly dof: number; readonly pValue: number };
  readonly scaledBy: number;
  /** Is it a line? Of four points or more. */
  readonly linearity?: Linearity;
  /** Squared correlation, and the root mean square of reference minus line. */
  readonly r2: number;
  readonly rms: number;
  readonly range: { readonly raw: Interval; readonly reference: Interval };
  readonly points: readonly {
    readonly row: number;
    readonly raw: number;
    readonly reference: number;
    readonly residual: number;
  }[];
  readonly exclusions: readonly Exclusion[];
  readonly findings: readonly Finding[];
}

/** A fit, or why there is none. */
export type SensorOutcome =
  | { readonly accepted: true; readonly fit: SensorFit; readonly exclusions: readonly Exclusion[] }
  | { readonly accepted: false; readonly refusals: readonly Refusal[]; readonly exclusions: readonly Exclusion[] };

/** What is known of the reference as a whole, and the unit for messages. */
export interface SensorOptions {
  readonly uReferenceGain?: number;
  readonly unit?: string;
}

/** Judgement: below it gain and offset cannot be told apart; a supply's voltage seldom moves by more. */
const LEAST_SPAN = 0.05;

/**
 * Gain and offset of a sensor against a reference by York's line through points with errors on both sides (measurement.md 2.2),
 * or a refusal. Two points do where their noise is given; without it three, and then the residuals are the noise.
 */
export function fitSensor(given: SensorPoints, options: SensorOptions = {}): SensorOutcome {
  const usable = usableSensorPoints(given);
  const { raw, reference, isNoiseKnown, exclusions } = usable;
  const refusals = refuseSensor(usable, options.unit ?? "");
  if (refusals.length > 0) return { accepted: false, refusals, exclusions };
  const line = york({ x: raw, y: reference, ux: usable.uRaw, uy: usable.uReference });
  const refused = {
    accepted: false as const,
    refusals: refuseUnrelated(
      raw,
      reference.map(() => 0),
    ),
    exclusions,
  };
  if (line === undefined) return refused;
  const scaledBy = isNoiseKnown ? upwardScale(line.chi2, line.dof) : line.chi2 / line.dof;
  const fit = describe(usable, { line, scaledBy }, options);
  // uncertainties that lie hundreds of orders of magnitude apart leave nothing that arithmetic can hold
  return [fit.gain, fit.offset, ...fit.covariance.flat()].every(Number.isFinite)
    ? { accepted: true, fit, exclusions }
    : refused;
}

function refuseSensor(
  { raw, reference, isNoiseKnown, exclusions }: UsableSensorPoints,
  unit: string,
): readonly Refusal[] {
  const few = refuseFew(raw, exclusions.length, isNoiseKnown ? 2 : 3);
  if (few.length > 0) return few;
  const unrelated = [...refuseNarrow(raw, unit, LEAST_SPAN), ...refuseUnrelated(raw, reference)];
  return unrelated.length > 0 || isNoiseKnown ? unrelated : refuseScatterless(raw, reference);
}

interface ScaledLine {
  readonly line: LineFit;
  readonly scaledBy: number;
}

function describe(usable: UsableSensorPoints, scaled: ScaledLine, { uReferenceGain = 0 }: SensorOptions): SensorFit {
  const { line, scaledBy } = scaled;
  const { raw, reference, rows, isNoiseKnown, exclusions } = usable;
  const residuals = reference.map((value, i) => value - line.slope * (raw[i] ?? Number.NaN) - line.intercept);
  const linearity = linearityOf(usable, line);
  const fit = {
    ...gainAndOffset(line, scaledBy),
    uReferenceGain,
    dof: isNoiseKnown ? Number.POSITIVE_INFINITY : line.dof,
    ...(isNoiseKnown && line.dof > 0 && { goodness: goodness(line.chi2, line.dof) }),
    scaledBy: isNoiseKnown ? scaledBy : 1,
    ...(linearity && { linearity }),
    ...straightness(usable, residuals),
    range: { raw: between(raw), reference: between(reference) },
    points: Array.from(rows, (row, i) => ({
      row,
      raw: raw[i] ?? Number.NaN,
      reference: reference[i] ?? Number.NaN,
      residual: residuals[i] ?? Number.NaN,
    })),
    exclusions,
  };
  return { ...fit, findings: sensorFindings(fit, usable) };
}

const between = (values: Float64Array): Interval => [extent(values).low, extent(values).high];

/** y = m x + q is g (x - o) with g = m and o = -q/m; the covariance goes along by the derivatives. */
export function gainAndOffset({ slope, intercept, covariance }: LineFit, scaledBy = 1) {
  const entry = (row: number, column: number) => scaledBy * (covariance[row]?.[column] ?? Number.NaN);
  const [bySlope, byIntercept] = [intercept / slope ** 2, -1 / slope];
  const shared = bySlope * entry(0, 0) + byIntercept * entry(0, 1);
  const offsets = bySlope ** 2 * entry(0, 0) + 2 * bySlope * byIntercept * entry(0, 1) + byIntercept ** 2 * entry(1, 1);
  return {
    gain: slope,
    offset: -intercept / slope,
    covariance: [
      [entry(0, 0), shared],
      [shared, offsets],
    ],
  };
}

function straightness({ raw, reference }: UsableSensorPoints, residuals: Float64Array) {
  const one = new Float64Array(residuals.length).fill(1);
  const left = chi2Of({ residuals, variances: one, trust: one }, false);
  const mean = reference.reduce((sum, value) => sum + value, 0) / raw.length;
  const scatter = reference.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { r2: 1 - left / scatter, rms: Math.sqrt(left / raw.length) };
}

/** The true value behind a raw reading, with the uncertainty of gain, offset and the reference's own gain. */
export function correctedAt({ gain, offset, covariance, uReferenceGain }: SensorFit, raw: number) {
  const value = gain * (raw - offset);
  const [byGain, byOffset] = [raw - offset, -gain];
  const entry = (row: number, column: number) => covariance[row]?.[column] ?? Number.NaN;
  const fitted = byGain ** 2 * entry(0, 0) + 2 * byGain * byOffset * entry(0, 1) + byOffset ** 2 * entry(1, 1);
  return { value, u: Math.hypot(Math.sqrt(Math.max(0, fitted)), value * uReferenceGain) };
}
