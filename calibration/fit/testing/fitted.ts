import type { PairedPoints } from "../points.js";
import { fitRegulator, type RegulatorOptions } from "../regulator.js";
import type { RegulatorFit } from "../regulator-fit.js";
import { fitSensor, type SensorFit, type SensorOptions } from "../sensor.js";
import type { SensorPoints } from "../sensor-points.js";

/** The fit of points that make one; throws the refusal of those that do not. */
export function fitted(points: PairedPoints, options?: RegulatorOptions): RegulatorFit {
  const outcome = fitRegulator(points, options);
  if (!outcome.accepted) throw new Error(outcome.refusals.map(({ code, message }) => `${code}: ${message}`).join("; "));
  return outcome.fit;
}

/** The fit of a sensor that makes one. */
export function fittedSensor(points: SensorPoints, options?: SensorOptions): SensorFit {
  const outcome = fitSensor(points, options);
  if (!outcome.accepted) throw new Error(outcome.refusals.map(({ code, message }) => `${code}: ${message}`).join("; "));
  return outcome.fit;
}

/** Plain numbers as points, without noise. */
export const rows = (
  points: readonly (readonly [currentA: number, voltageV: number, inputW: number])[],
): PairedPoints => ({
  currentA: Float64Array.from(points, ([current]) => current),
  voltageV: Float64Array.from(points, ([, voltage]) => voltage),
  inputW: Float64Array.from(points, ([, , input]) => input),
});
