import { basename, resolve } from "node:path";
import { sensorMap } from "../../../calibration/table/column-map.js";
import { readSensorTable, type SensorTable } from "../../../calibration/table/sensor-table.js";
import { readTableText } from "../../../calibration/table/table-file.js";
import type { Finding } from "../../core/finding.js";
import type { Point } from "../../core/rail.js";
import type { Instrument, SensorSource } from "./source.js";
import { type StatedUncertainty, uncertaintiesOf } from "./uncertainty-words.js";

/** A table of a sensor and its reference, and what its user says of it. */
export interface SensorTableRequest {
  readonly text: string;
  /** How messages and the curve name it. */
  readonly name: string;
  readonly map: string;
  readonly of?: SensorSource["of"];
  readonly point?: Point;
  readonly stated: { readonly sensor?: StatedUncertainty; readonly reference?: StatedUncertainty };
  readonly instruments: readonly Instrument[];
}

/** The text of a table named on the command line, and its name. Throws CONFIG. */
export const tableFile = (file: string, cwd: string): Pick<SensorTableRequest, "text" | "name"> => ({
  text: readTableText(resolve(cwd, file)),
  name: basename(file),
});

const DEFAULT_POINT: Point = "regulator-input";

/** Points of a sensor from a table. Throws CONFIG and NO_DATA as the table's reader does. */
export function sensorFromTable(request: SensorTableRequest): SensorSource {
  const { name, point, instruments, map } = request;
  const table = readSensorTable(request.text, sensorMap(map), name);
  const { celsius } = table;
  return {
    points: { raw: table.sensor, reference: table.reference, ...noiseOf(table, request.stated) },
    of: request.of ?? measuredBy(table),
    point: point ?? DEFAULT_POINT,
    source: `${name}, columns ${map}`,
    quality: "bench-curve",
    instruments: (["sensor", "reference"] as const).map(
      (measures) => instruments.find((each) => each.measures === measures) ?? { measures, id: `not named; ${name}` },
    ),
    whereOf: (row) => `${name}:${table.lines[row] ?? "?"}`,
    leftOut: table.excluded.map(({ line, reason }) => ({ where: `${name}:${line}`, message: reason })),
    findings: point === undefined ? [pointAssumed] : [],
    ...(celsius && { temperatureC: celsius.reduce((sum, value) => sum + value, 0) / celsius.length }),
  };
}

const measuredBy = ({ measure = "power" }: SensorTable): SensorSource["of"] =>
  measure === "temperature" ? "power" : measure;

function noiseOf(table: SensorTable, { sensor, reference }: SensorTableRequest["stated"]) {
  const uRaw = table.uSensor ?? (sensor && uncertaintiesOf(table.sensor, sensor));
  const uReference = table.uReference ?? (reference && uncertaintiesOf(table.reference, reference));
  return { ...(uRaw && { uRaw }), ...(uReference && { uReference }) };
}

const pointAssumed: Finding = {
  code: "point-assumed",
  severity: "note",
  message: `Nothing says where the sensor sits; the curve is for rails at ${DEFAULT_POINT}`,
  remedy: "Name its place with --point, e.g. --point supply-output",
};
