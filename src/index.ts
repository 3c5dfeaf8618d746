import { registry } from "../probes/index.js";
import * as measuring from "./commands/measure.js";
import type { Result } from "./core/result.js";

export type { Measurement, MeasureOptions } from "./commands/measure.js";
export { summarizeAsKept as summarize } from "./commands/summarize-as-kept.js";
export type * from "./core/agreement-result.js";
export type { Batch, Gap, Samples } from "./core/batch.js";
export type * from "./core/clock-result.js";
export { type ErrorCode, MeasurementError } from "./core/error.js";
export type { Finding, Severity, Verdict } from "./core/finding.js";
export { defineProbe, type Host, type OpenProbe, type Probe } from "./core/probe.js";
export type { Column, ErrorSource, Point, Rail, Total } from "./core/rail.js";
export type { Ending, Manifest } from "./core/recording.js";
export type * from "./core/result.js";
export type * from "./core/sync-result.js";
export { openRecording } from "./recording/reader.js";
export { createRecording } from "./recording/writer.js";
export { type Format, format } from "./report/format.js";

/**
 * Measures what `work` does, awaited, with the same result object as `joulemark run --json`.
 * Throws a MeasurementError when no probe opens; an error of `work` is thrown on, after the recording is closed.
 */
export const measure = (
  work: (measurement: measuring.Measurement) => unknown,
  options?: measuring.MeasureOptions,
): Promise<Result> => measuring.measure(registry, work, options);

/** Begins a measurement that `stop()` ends: `await using measurement = await startMeasurement()`. */
export const startMeasurement = (options?: measuring.MeasureOptions): Promise<measuring.Measurement> =>
  measuring.startMeasurement(registry, options);
