import { basename, resolve } from "node:path";
import type { CommonGains } from "../../../calibration/fit/gains.js";
import type { PairedPoints, PointNoise } from "../../../calibration/fit/points.js";
import { regulatorMap } from "../../../calibration/table/column-map.js";
import { type RegulatorTable, readRegulatorTable } from "../../../calibration/table/regulator-table.js";
import { readTableText } from "../../../calibration/table/table-file.js";
import type { Point } from "../../core/rail.js";
import type { Instrument, RegulatorSource } from "./source.js";
import { type StatedUncertainty, uncertaintiesOf } from "./uncertainty-words.js";

/** A table of points, and what its user says of it. */
export interface TableRequest {
  readonly file: string;
  readonly map: string;
  readonly stated: {
    readonly pin?: StatedUncertainty;
    readonly iout?: StatedUncertainty;
    readonly vout?: StatedUncertainty;
  };
  /** What the meters' own gains are uncertain by, in all rows alike. */
  readonly gains?: CommonGains;
  readonly from?: Point;
  readonly to?: Point;
  readonly instruments: readonly Instrument[];
}

/** Points of a regulator from a table. Throws CONFIG and NO_DATA as the table's reader does. */
export function regulatorFromTable(request: TableRequest, cwd: string): RegulatorSource {
  const map = regulatorMap(request.map);
  const table = readRegulatorTable(readTableText(resolve(cwd, request.file)), map, request.file);
  const name = basename(request.file);
  const columns = [...map].map(([meaning, column]) => `${meaning}=${column}`).join(",");
  return {
    points: pointsOf(table, request.stated),
    ...(request.gains && { gains: request.gains }),
    source: `${name}, columns ${columns}`,
    quality: "bench-curve",
    instruments: instrumentsOf(request.instruments, name),
    from: request.from ?? "regulator-output",
    to: request.to ?? "regulator-input",
    whereOf: (row) => `${name}:${table.lines[row] ?? "?"}`,
    leftOut: table.excluded.map(({ line, reason }) => ({ where: `${name}:${line}`, message: reason })),
    findings: [],
    ...(table.celsius && { temperatureC: mean(table.celsius) }),
  };
}

/** A curve has to name instruments: where its user names none, the table is all there is. */
const instrumentsOf = (named: readonly Instrument[], table: string): readonly Instrument[] =>
  (["input", "output"] as const).map(
    (measures) =>
      named.find((each) => each.measures === measures) ?? { measures, id: `not named; columns of ${table}` },
  );

function pointsOf(table: RegulatorTable, stated: TableRequest["stated"]): PairedPoints {
  const noise = noiseOf(table, stated);
  return {
    currentA: table.outputAmperes,
    voltageV: table.outputVolts,
    inputW: table.inputWatts,
    ...(noise && { noise }),
    ...(table.step && { step: Int32Array.from(table.step) }),
    ...(table.inputVolts && { inputVoltageV: table.inputVolts }),
  };
}

/** Columns of the table, or what its user states; a side of which nothing is said is taken as exact beside the other. */
function noiseOf(table: RegulatorTable, { pin, iout, vout }: TableRequest["stated"]): PointNoise | undefined {
  const { outputVolts, outputAmperes, inputWatts, uInputWatts, uOutputAmperes, uOutputVolts, uOutputWatts } = table;
  const byPower = uOutputWatts?.map((u, i) => u / (outputVolts[i] ?? Number.NaN));
  const input = uInputWatts ?? (pin && uncertaintiesOf(inputWatts, pin));
  const current = uOutputAmperes ?? byPower ?? (iout && uncertaintiesOf(outputAmperes, iout));
  const voltage = uOutputVolts ?? (vout && uncertaintiesOf(outputVolts, vout));
  if (input === undefined && current === undefined && voltage === undefined) return undefined;
  const exact = () => new Float64Array(inputWatts.length);
  return { inputW: input ?? exact(), currentA: current ?? exact(), voltageV: voltage ?? exact() };
}

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
