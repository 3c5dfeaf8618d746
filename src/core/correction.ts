import { MeasurementError } from "./error.js";
import type { Point } from "./rail.js";
import type { AppliedCorrection } from "./result.js";

/** Brings the samples of a rail from the point where they were taken to another one. */
export interface Correction extends AppliedCorrection {
  /** Converts the first `length` powers (W) in place, each sample before any averaging (measurement.md 1.6). NaN stays NaN. */
  apply(powerW: Float64Array, length: number): void;
  /** Error sources of the curve itself at a mean power (of its input, W): id and signed contribution to the output, W. */
  sources(meanPowerW: number): readonly (readonly [id: string, u: number])[];
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
