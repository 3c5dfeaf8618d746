import type { ColumnMap, SensorMeaning } from "./column-map.js";
import { commonMeasure, type FoundColumn, findColumns, scaleOfColumn } from "./columns.js";
import { cutTable } from "./lines.js";
import { present } from "./regulator-table.js";
import { type Exclusion, type ReadColumn, readRows } from "./rows.js";
import { withRows } from "./table-file.js";
import type { Measure } from "./units.js";

/** Points of a sensor against its reference from a table: arrays of one length; columns that were not mapped are left out. */
export interface SensorTable {
  /** What both show, where a header says so: their numbers are then in W, V or A. Else they are as they stand. */
  readonly measure?: Measure;
  /** The line of each point in the file, from 1. */
  readonly lines: Uint32Array;
  readonly sensor: Float64Array;
  readonly reference: Float64Array;
  /** Standard uncertainties, as the table states them. */
  readonly uSensor?: Float64Array;
  readonly uReference?: Float64Array;
  readonly celsius?: Float64Array;
  /** Which load step each point belongs to, from 0 in order of appearance. */
  readonly step?: Float64Array;
  /** Data lines that are no point, and why. */
  readonly excluded: readonly Exclusion[];
}

/**
 * The points of a sensor in a table (CSV or columns in white space). `file` names it in messages. Where one of the two
 * names its unit and the other does not, that one is taken to be in W, V or A. CONFIG when a column is not there or its
 * unit does not fit, NO_DATA when no row is usable.
 */
export function readSensorTable(text: string, map: ColumnMap<SensorMeaning>, file: string): SensorTable {
  const cells = cutTable(text);
  const found = findColumns(map, cells, file);
  const measure = commonMeasure(found.filter(({ meaning }) => meaning !== "temperature" && meaning !== "step"));
  const columns = found.map((column) => planned(column, measure));
  const { values, lines, excluded } = withRows(readRows(cells, columns), file);
  const column = (meaning: SensorMeaning) => values.get(meaning);
  const optional = {
    ...{ uSensor: column("uSensor"), uReference: column("uReference") },
    ...{ celsius: column("temperature"), step: column("step") },
  };
  return {
    ...(measure === undefined ? {} : { measure }),
    lines,
    sensor: column("sensor") ?? new Float64Array(),
    reference: column("reference") ?? new Float64Array(),
    ...present(optional),
    excluded,
  };
}

function planned(column: FoundColumn<SensorMeaning>, measure: Measure | undefined): ReadColumn<SensorMeaning> {
  const { meaning, index } = column;
  if (meaning === "step") return { meaning, index, label: true };
  if (meaning === "temperature") return { meaning, index, scale: scaleOfColumn(column, "temperature") };
  return { meaning, index, scale: measure === undefined ? 1 : scaleOfColumn(column, measure) };
}
