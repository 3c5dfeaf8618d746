import { MeasurementError } from "./error.js";
import type { Model, Shape } from "./quantity.js";
import type { ErrorSource, Point } from "./rail.js";
import type { AppliedCorrection } from "./result.js";

/** What a rail's instrument shows at one instant or on average, SI: its power, and current and voltage where it gives both. */
export interface Operating {
  readonly powerW: number;
  readonly currentA?: number;
  readonly voltageV?: number;
}

/** The same of many samples, by column; the first `length` of each count. */
export interface OperatingColumns {
  readonly length: number;
  readonly powerW: Float64Array;
  readonly currentA?: Float64Array;
  readonly voltageV?: Float64Array;
}

/**
 * d(corrected power)/d(what the instrument shows). Current and voltage are independent of each other; an error of the
 * power as such stands for one of the current at the voltage there is.
 */
export interface Slopes {
  readonly powerW: number;
  readonly currentA: number;
  readonly voltageV: number;
}

/** The errors that a curve itself brings, as contributions to the corrected power (W). */
export interface CurveErrors {
  readonly sources: readonly (readonly [id: string, u: number])[];
  readonly shapes: readonly (readonly [id: string, shape: Shape])[];
  readonly dof: readonly (readonly [id: string, dof: number])[];
  /** The linear form is not to be trusted (measurement.md 2.5). */
  readonly strained: boolean;
  /** Corrected power with these errors over that without, where it is not linear in them. */
  readonly ratio?: Model;
}

/** The smallest and the largest of each quantity in a window. */
export interface Extent {
  readonly low: Operating;
  readonly high: Operating;
}

/** A value outside of where a curve holds. */
export interface Outside {
  readonly curve: string;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  readonly range: readonly [low: number, high: number];
  /** Within 10 % beyond the range: near enough to go on where the user allows it (measurement.md 1.5). */
  readonly near: boolean;
}

/** Brings the samples of a rail from the point where they were taken to another one, or to what its sensor should have shown. */
export interface Correction extends AppliedCorrection {
  /** Corrects the powers in place, each sample before any averaging (measurement.md 1.6). NaN stays NaN. */
  apply(columns: OperatingColumns): void;
  /** The corrected power of one operating point, W. */
  at(operating: Operating): number;
  slopes(operating: Operating): Slopes;
  /** `widen` multiplies every u: 3 beyond the calibrated range (measurement.md 1.5). */
  errors(operating: Operating, widen: number): CurveErrors;
  /** The worst value outside of where the curves hold, or undefined when all are inside. */
  outside(extent: Extent): Outside | undefined;
  /** Whether an error of the instrument is inside the curve, which was measured with that very instrument. */
  absorbs(source: ErrorSource): boolean;
  /** Up to 10 % beyond the range is a number. */
  readonly allowExtrapolation: boolean;
  /** What is to stand beside every number, e.g. `other-sensor`. */
  readonly flags: readonly string[];
}

/** A number, what it is called and where it was measured. */
export interface Placed {
  readonly name: string;
  readonly point: Point;
}

/** The one point of numbers that are to be combined; throws POINT_MISMATCH naming two points and the missing curve. */
export function onePoint(numbers: readonly Placed[]): Point {
  const [first] = numbers;
  if (first === undefined) throw new MeasurementError("NO_DATA", "Nothing to combine", "Name at least one rail");
  const other = numbers.find(({ point }) => point !== first.point);
  if (other === undefined) return first.point;
  throw new MeasurementError(
    "POINT_MISMATCH",
    `${first.name} is measured at ${first.point} and ${other.name} at ${other.point}: they cannot be combined`,
    first.point === "estimate" || other.point === "estimate"
      ? "An estimate is never combined with a measurement: leave one of them out"
      : `Add a calibration curve for ${other.name} from ${other.point} to ${first.point}, or leave one of them out`,
  );
}
