import type { CommonGains } from "../../../calibration/fit/gains.js";
import type { PairedPoints } from "../../../calibration/fit/points.js";
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
  /** How messages name a row of the points. */
  whereOf(row: number): string;
  /** What was left out before it became a point. */
  readonly leftOut: readonly LeftOut[];
  readonly findings: readonly Finding[];
}

/** Points of a regulator. */
export interface RegulatorSource extends Provenance {
  readonly points: PairedPoints;
  readonly gains?: CommonGains;
  /** Standard uncertainty of what the input's instrument adds to every reading alike, W. */
  readonly uInputOffsetW?: number;
  readonly from: Point;
  readonly to: Point;
  readonly appliesTo?: { readonly board?: string; readonly probe?: string; readonly rail?: string };
  /** Means over the points, where they were measured. */
  readonly inputVoltageV?: number;
  readonly temperatureC?: number;
}
