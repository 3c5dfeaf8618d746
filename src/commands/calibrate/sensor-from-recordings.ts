import { type PairedPoint, pairPoints } from "../../../calibration/pair/points.js";
import { findSteps } from "../../../calibration/pair/steps.js";
import { MeasurementError } from "../../core/error.js";
import type { Point } from "../../core/rail.js";
import type { Seconds } from "../../core/units.js";
import { markedSteps } from "./load-steps.js";
import { gainOf, offsetIn, offsetOf, resolutionU } from "./rail-errors.js";
import { nameOf } from "./rail-word.js";
import { instrumentId, meansOf, type RailPair, type RecordedRail, recordedPair } from "./recorded-rails.js";
import { traceOf } from "./sensor-trace.js";
import type { Instrument, SensorSource } from "./source.js";
import { drift, found, stepOptions, whereOf } from "./step-words.js";

/** Two rails of recordings at one point, and what their user says of them. */
export interface RecordedSensorRequest {
  readonly sensor: string;
  readonly reference: string;
  readonly parent: string;
  readonly of: SensorSource["of"];
  readonly point?: Point;
  readonly dwellS: Seconds;
  readonly instruments: readonly Instrument[];
}

/** Points of a sensor beside a reference that was recorded with it, and the reference's own gain uncertainty. */
export function sensorFromRecordings(
  request: RecordedSensorRequest,
): SensorSource & { readonly uReferenceGain: number } {
  const { of, dwellS } = request;
  const pair = recordedPair(request.parent, {
    first: { flag: "--reference", word: request.reference, point: request.point },
    second: { flag: "--sensor", word: request.sensor, point: request.point },
  });
  const { first: reference, second: sensor, alignment } = pair;
  requireOnePoint(sensor, reference, request.point);
  const traces = [
    { trace: traceOf(reference, of), lagS: 0 },
    { trace: traceOf(sensor, of), lagS: alignment.lagS },
  ];
  const marked = markedSteps(reference.recording.marks, pair.zero);
  const windows = marked.length > 0 ? marked : findSteps(traces, { minDwellS: dwellS });
  const { points, excluded } = pairPoints(traces, windows, stepOptions(windows, dwellS, marked.length > 0));
  return {
    points: pointsOf(points, pair, of),
    scatter: Float64Array.from(points, ({ values }) => values[1]?.sd ?? Number.NaN),
    of,
    point: request.point ?? sensor.rail.point,
    ...provenance(pair, request.instruments),
    uReferenceGain: gainOf(reference.rail, of === "power" ? ["power", "voltage", "current", "energy"] : [of]),
    uReferenceOffset: of === "power" ? offsetOf(reference.rail, meansOf(reference)) : offsetIn(reference.rail, of),
    whereOf: (row) => whereOf(points[row]),
    leftOut: excluded.map((step) => ({ where: whereOf(step), message: step.reason })),
    findings: [...pair.findings, ...drift(points), ...found(windows, marked)],
  };
}

function provenance({ first: reference, second: sensor }: RailPair, instruments: readonly Instrument[]) {
  const named = (measures: "sensor" | "reference", rail: RecordedRail): Instrument =>
    instruments.find((each) => each.measures === measures) ?? { measures, id: instrumentId(rail) };
  const ids = [...new Set([sensor.recording.manifest.id, reference.recording.manifest.id])].join(" and ");
  return {
    source: `recording ${ids}: ${nameOf(sensor)} against ${nameOf(reference)}`,
    quality: "paired-live" as const,
    instruments: [named("sensor", sensor), named("reference", reference)],
    appliesTo: { board: sensor.probe.device, probe: sensor.probe.name, rail: sensor.rail.id },
  };
}

/** What lies between two points is no error of the sensor. */
function requireOnePoint(sensor: RecordedRail, reference: RecordedRail, point: Point | undefined): void {
  if (sensor.rail.point === reference.rail.point || point !== undefined) return;
  throw new MeasurementError(
    "POINT_MISMATCH",
    `${nameOf(sensor)} is at ${sensor.rail.point} and ${nameOf(reference)} at ${reference.rail.point}: what differs is lost between them, and no error of the sensor`,
    "Measure both at one point; what is lost on the way is a regulator's curve (`joulemark calibrate regulator`); --point says that both are at one after all",
  );
}

function pointsOf(points: readonly PairedPoint[], pair: RailPair, of: SensorSource["of"]): SensorSource["points"] {
  const column = (index: number, { rail }: RecordedRail) => ({
    values: Float64Array.from(points, ({ values }) => values[index]?.mean ?? Number.NaN),
    u: Float64Array.from(points, ({ values }) =>
      Math.hypot(values[index]?.u ?? Number.NaN, resolutionU(rail, of, values[index]?.sd ?? 0)),
    ),
  });
  const reference = column(0, pair.first);
  const sensor = column(1, pair.second);
  const known = points.every((_, i) => (reference.u[i] ?? 0) > 0 || (sensor.u[i] ?? 0) > 0);
  return {
    raw: sensor.values,
    reference: reference.values,
    ...(known && { uRaw: sensor.u, uReference: reference.u }),
  };
}
