import { positiveNumber } from "../../config/numbers.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import { type Point, points } from "../../core/rail.js";

/** Flags that say what state the calibrated thing was in, as text. */
export interface ConditionFlags {
  readonly vin?: string;
  readonly vout?: string;
  readonly temperature?: string;
  readonly mode?: string;
}

/** The state of the calibrated thing, as a curve keeps it. */
export interface Conditions {
  readonly vinV?: number;
  readonly voutV?: number;
  readonly temperatureC?: number;
  readonly mode?: string;
}

const volts = { min: 1e-3, max: 1e6 };
const celsius = { min: -273.15, max: 1000 };

/** Throws CONFIG for numbers that make no sense. */
export function conditionsOf({ vin, vout, temperature, mode }: ConditionFlags): Conditions {
  return {
    ...(vin !== undefined && { vinV: positiveNumber("--vin", vin, volts) }),
    ...(vout !== undefined && { voutV: positiveNumber("--vout", vout, volts) }),
    ...(temperature !== undefined && { temperatureC: positiveNumber("--temperature", temperature, celsius) }),
    ...(mode !== undefined && { mode }),
  };
}

/** From the die up to the wall: power flows the other way, and a regulator's curve leads up. */
const upstream: readonly Point[] = ["die-model", "regulator-output", "regulator-input", "supply-output", "wall"];

/** The point that a flag names. Throws CONFIG with the points there are. */
export function pointOf(flag: string, word: string): Point {
  const point = points.find((each) => each === word);
  if (point !== undefined && point !== "estimate") return point;
  throw new MeasurementError(
    "CONFIG",
    `${flag} ${JSON.stringify(word)} is no point that can be calibrated${didYouMean(word, upstream)}`,
    `The points are, from the load to the wall: ${upstream.join(", ")}`,
  );
}

/** Throws CONFIG unless `to` lies between `from` and the wall. */
export function requireUpstream(from: Point, to: Point): void {
  if (upstream.indexOf(to) > upstream.indexOf(from)) return;
  throw new MeasurementError(
    "CONFIG",
    `A regulator's curve leads from the load towards the wall, and ${to} does not lie before ${from}`,
    `--from is where the output side is measured, --to where the input side is; from the load to the wall: ${upstream.join(", ")}`,
  );
}
