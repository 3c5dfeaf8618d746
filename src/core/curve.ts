import type * as z from "zod";
import type { curveSchema } from "./curve-schema.js";

/**
 * A calibration curve as its file holds it, checked (`curveSchema`): how power at one point of the power distribution
 * network, or a sensor's raw number, becomes power at another. Plain data; `src/correct` evaluates it.
 */
export type Curve = z.output<typeof curveSchema>;
/** Brings power over a regulator: one efficiency, or a loss polynomial, or one for each of its modes. */
export type RegulatorCurve = Extract<Curve, { kind: "regulator" }>;
/** Corrects a sensor at its own point: true = gain (raw - offset). */
export type GainOffsetCurve = Extract<Curve, { kind: "gain-offset" }>;
/** Measured efficiencies over the load, interpolated. */
export type TableCurve = Extract<Curve, { kind: "table" }>;
/** How a curve's figures were come by, the least trustworthy first (measurement.md 5.5). */
export const qualities = ["assumed", "datasheet", "bench-curve", "paired-live"] as const;
/** One of `qualities`. */
export type CurveQuality = (typeof qualities)[number];
