import type { CommonGains } from "../../../calibration/fit/gains.js";
import type { PairedPoints } from "../../../calibration/fit/points.js";
import type { SensorPoints } from "../../../calibration/fit/sensor-points.js";
import type { Finding } from "../../core/finding.js";
import type { Point } from "../../core/rail.js";
import type { LeftOut } from "./summary.js";

/** One instrument of a calibration, as its curve names it. */
export interface Instrument {
  readonly measures: "input" | "output" | "sensor" | "reference";
  readonly id: string;
  readonly calibration?: string;
}

/** Where the points of a calibration come from, and everything that is known of them beside their numbers. */
export interface Provenance {
  /** What the curve says as its source: a file, recordings. */
  readonly source: string;
  readonly quality: "bench-curve" | "paired-live";
  readonly instruments: readonly Instrument[];
  /** The rail that was calibrated, where it was one. */
  readonly appliesTo?: { readonly board?: string; readonly probe?: string; readonly rail?: string };
  readonly temperatureC?: number;
  /** How messages name a row of the points. */
  whereOf(row: number): string;
  /** What was left out before it became a point. */
  readonly leftOut: readonly LeftOut[];
  readonly findings: readonly Finding[];
}

/** How much the output's samples scattered within each step. */
export interface OutputScatter {
  readonly currentA: Float64Array;
  readonly powerW: Float64Array;
}

/** Points of a regulator. */
export interface RegulatorSource extends Provenance {
  readonly points: PairedPoints;
  readonly gains?: CommonGains;
  /** Standard uncertainty of what the input's instrument adds to every reading alike, W. */
  readonly uInputOffsetW?: number;
  /** The same of the output's instrument. */
  readonly uOutputOffsetW?: number;
  /** Standard deviations of a step's samples, row by row; a table has none. */
  readonly scatter?: OutputScatter;
  readonly from: Point;
  readonly to: Point;
}

/** Points of a sensor beside its reference. */
export interface SensorSource extends Provenance {
  readonly points: SensorPoints;
  /** Standard deviations of the sensor's samples within each step, row by row; a table has none. */
  readonly scatter?: Float64Array;
  readonly of: "power" | "current" | "voltage";
  /** Standard uncertainty of what the reference adds to every reading alike, in its unit. */
  readonly uReferenceOffset?: number;
  readonly point: Point;
}
