import type { ColumnMap, RegulatorMeaning } from "./column-map.js";
import { type FoundColumn, findColumns, scaleOfColumn } from "./columns.js";
import { cutTable } from "./lines.js";
import { type Exclusion, type ReadColumn, type Rows, readRows } from "./rows.js";
import { withRows } from "./table-file.js";
import type { Measure } from "./units.js";

/** Points of a regulator from a table: arrays of one length, in V, A, W and °C; columns that were not mapped are left out. */
export interface RegulatorTable {
  /** The line of each point in the file, from 1. */
  readonly lines: Uint32Array;
  readonly outputVolts: Float64Array;
  readonly outputAmperes: Float64Array;
  readonly inputWatts: Float64Array;
  readonly inputVolts?: Float64Array;
  readonly inputAmperes?: Float64Array;
  readonly celsius?: Float64Array;
  /** Which load step each point belongs to, from 0 in order of appearance. */
  readonly step?: Float64Array;
  /** Standard uncertainties, as the table states them. */
  readonly uOutputVolts?: Float64Array;
  readonly uOutputAmperes?: Float64Array;
  readonly uOutputWatts?: Float64Array;
  readonly uInputWatts?: Float64Array;
  /** Data lines that are no point, and why. */
  readonly excluded: readonly Exclusion[];
}

const measures: Readonly<Record<Exclude<RegulatorMeaning, "step">, Measure>> = {
  ...{ vout: "voltage", iout: "current", pout: "power", pin: "power", vin: "voltage", iin: "current" },
  ...{ uVout: "voltage", uIout: "current", uPout: "power", uPin: "power", temperature: "temperature" },
};

/**
 * The points of a regulator in a table (CSV or columns in white space). `file` names it in messages. Of output voltage,
 * current and power two are given and the third follows: P = V I. CONFIG when a column is not there or in a unit that is
 * not understood, NO_DATA when no row is usable.
 */
export function readRegulatorTable(text: string, map: ColumnMap<RegulatorMeaning>, file: string): RegulatorTable {
  const cells = cutTable(text);
  const columns = findColumns(map, cells, file).map(planned);
  const { values, lines, excluded } = withRows(withOutput(readRows(cells, columns)), file);
  const column = (meaning: RegulatorMeaning) => values.get(meaning);
  const optional = {
    ...{ inputVolts: column("vin"), inputAmperes: column("iin"), celsius: column("temperature"), step: column("step") },
    ...{ uOutputVolts: column("uVout"), uOutputAmperes: column("uIout") },
    ...{ uOutputWatts: column("uPout"), uInputWatts: column("uPin") },
  };
  return {
    lines,
    outputVolts: column("vout") ?? new Float64Array(),
    outputAmperes: column("iout") ?? new Float64Array(),
    inputWatts: column("pin") ?? new Float64Array(),
    ...present(optional),
    excluded,
  };
}

const planned = (column: FoundColumn<RegulatorMeaning>): ReadColumn<RegulatorMeaning> =>
  column.meaning === "step"
    ? { meaning: column.meaning, index: column.index, label: true }
    : { meaning: column.meaning, index: column.index, scale: scaleOfColumn(column, measures[column.meaning]) };

/** The optional columns that were mapped. */
export const present = <Name extends string>(
  columns: Readonly<Record<Name, Float64Array | undefined>>,
): Partial<Record<Name, Float64Array>> =>
  Object.fromEntries(Object.entries(columns).filter(([, values]) => values !== undefined)) as Partial<
    Record<Name, Float64Array>
  >;

/** Output voltage or current from the power; a row whose quotient has no value (a zero below it) is excluded. */
function withOutput(rows: Rows<RegulatorMeaning>): Rows<RegulatorMeaning> {
  const watts = rows.values.get("pout");
  if (watts === undefined) return rows;
  const [given, derived] = rows.values.has("vout") ? (["vout", "iout"] as const) : (["iout", "vout"] as const);
  const divisor = rows.values.get(given) ?? new Float64Array();
  const quotient = watts.map((power, i) => power / (divisor[i] ?? Number.NaN));
  const usable = [...quotient.keys()].filter((i) => Number.isFinite(quotient[i]));
  const pick = <Values extends Float64Array | Uint32Array>(values: Values) =>
    values.filter((_, i) => Number.isFinite(quotient[i])) as Values;
  const excluded = [...quotient.keys()]
    .filter((i) => !Number.isFinite(quotient[i]))
    .map((i) => ({
      line: rows.lines[i] ?? 0,
      reason: `${given} is ${divisor[i]}: ${derived} = pout / ${given} has no value`,
    }));
  const values = new Map([...rows.values].map(([meaning, column]) => [meaning, pick(column)]));
  values.set(
    derived,
    Float64Array.from(usable, (i) => quotient[i] ?? Number.NaN),
  );
  return {
    values,
    lines: pick(rows.lines),
    excluded: [...rows.excluded, ...excluded].sort((a, b) => a.line - b.line),
  };
}
