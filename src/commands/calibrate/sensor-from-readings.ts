import { type PairedPoint, pairPoints } from "../../../calibration/pair/points.js";
import { openRecording } from "../../recording/reader.js";
import { markedSteps } from "./load-steps.js";
import type { MeterReading } from "./meter-drive.js";
import { resolutionU } from "./rail-errors.js";
import { railSamples } from "./rail-samples.js";
import { findRail, liveWord, nameOf } from "./rail-word.js";
import { instrumentId } from "./recorded-rails.js";
import type { RecordedSensorRequest } from "./sensor-from-recordings.js";
import { traceOf } from "./sensor-trace.js";
import type { SensorSource } from "./source.js";
import { whereOf } from "./step-words.js";
import { type StatedUncertainty, uncertaintiesOf } from "./uncertainty-words.js";

/** A sensor that was recorded while its reference meter was read by eye. */
export interface TypedSensorRequest extends Omit<RecordedSensorRequest, "reference" | "parent"> {
  readonly folder: string;
  readonly readings: readonly MeterReading[];
  /** Of readings that were typed without one. */
  readonly uReference?: StatedUncertainty;
}

/** Of the dwell: rounding makes a step a little shorter. */
const WHOLE = 0.99;
/** A zero that few readings make moves the whole line. */
const FEWEST_OF_ZERO = 100;

/** Points of a sensor beside typed readings. A step that was not steady over its whole dwell is left out, and said. */
export function sensorFromReadings(request: TypedSensorRequest): SensorSource {
  const { folder, of, dwellS, readings, instruments } = request;
  const recording = openRecording(folder);
  const sensor = findRail(recording.manifest.probes, {
    flag: "--sensor",
    word: liveWord("--sensor", request.sensor),
  });
  const zero = recording.manifest.start;
  const recorded = { ...sensor, recording, samples: railSamples(recording, sensor, zero) };
  const trace = traceOf(recorded, of);
  const windows = markedSteps(recording.marks, zero);
  const paired = pairPoints([{ trace, lagS: 0 }], windows, { minSteadyS: WHOLE * dwellS });
  const isShort = (point: PairedPoint) =>
    readings[point.step]?.value === 0 && (point.values[0]?.n ?? 0) < FEWEST_OF_ZERO;
  const points = paired.points.filter((point) => !isShort(point));
  const named = (measures: "sensor" | "reference", otherwise: string) =>
    instruments.find((each) => each.measures === measures) ?? { measures, id: otherwise };
  return {
    points: pointsOf(points, request, (sd) => resolutionU(sensor.rail, of, sd)),
    scatter: Float64Array.from(points, ({ values: [value] }) => value?.sd ?? Number.NaN),
    of,
    point: request.point ?? sensor.rail.point,
    source: `recording ${recording.manifest.id}: ${nameOf(sensor)} against typed readings`,
    quality: "bench-curve",
    instruments: [named("sensor", instrumentId(recorded)), named("reference", "not named; typed readings")],
    appliesTo: { board: sensor.probe.device, probe: sensor.probe.name, rail: sensor.rail.id },
    whereOf: (row) => whereOf(points[row]),
    leftOut: [
      ...paired.excluded.map((step) => ({ where: whereOf(step), message: step.reason })),
      ...paired.points.filter(isShort).map((point) => ({
        where: whereOf(point),
        message: `a zero needs ${FEWEST_OF_ZERO} readings of the sensor, and there were ${point.values[0]?.n ?? 0}: use a longer --dwell`,
      })),
    ],
    findings: [],
  };
}

function pointsOf(
  points: readonly PairedPoint[],
  { readings, uReference }: TypedSensorRequest,
  resolution: (sd: number) => number,
): SensorSource["points"] {
  const reference = Float64Array.from(points, ({ step }) => readings[step]?.value ?? Number.NaN);
  const stated = uReference && uncertaintiesOf(reference, uReference);
  const u = Float64Array.from(points, ({ step }, row) => readings[step]?.u ?? stated?.[row] ?? Number.NaN);
  const raw = Float64Array.from(points, ({ values: [value] }) => value?.mean ?? Number.NaN);
  // what a meter is not said to be good for has to come from the residuals, for all points alike
  if (u.some((each) => Number.isNaN(each))) return { raw, reference };
  const uRaw = Float64Array.from(points, ({ values: [value] }) =>
    Math.hypot(value?.u ?? Number.NaN, resolution(value?.sd ?? 0)),
  );
  return { raw, reference, uRaw, uReference: u };
}
