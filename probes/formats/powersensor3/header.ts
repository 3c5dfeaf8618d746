import { MeasurementError } from "../../../src/core/error.js";
import { parseNumber } from "../../shared/number.js";
import { readLines } from "../lines.js";

/** Where the columns of a dump are. */
export interface Layout {
  readonly cells: number;
  readonly time: number;
  /** -1 where the dump has none. */
  readonly step: number;
  readonly pairs: readonly { readonly id: string; readonly voltage: number; readonly current: number }[];
}

/** What the beginning of a dump tells. */
export interface Beginning {
  readonly layout: Layout;
  /** Seconds, of the first row. */
  readonly start: number;
  /** Median spacing of the first rows, seconds. */
  readonly period: number;
}

const ENOUGH_ROWS = 1000;
const MICROS_PER_SECOND = 1e6;

/** Reads as much of a dump as is needed. Throws CONFIG when it is none, NO_DATA when no rows follow. */
export async function readBeginning(path: string): Promise<Beginning> {
  let layout: Layout | undefined;
  const rows: { time: number; step: number }[] = [];
  for await (const lines of readLines(path)) {
    for (const { text, whole } of lines) {
      if (layout === undefined) layout = layoutOf(text, path);
      else if (whole) rows.push(...timeOf(cellsOf(text), layout));
    }
    if (rows.length >= ENOUGH_ROWS) break;
  }
  const [first] = rows;
  const spacings = rows.slice(1).flatMap(({ time, step }, index) => {
    const spacing = time - (rows[index]?.time ?? Number.NaN);
    return spacing > 0 ? [{ spacing, step }] : [];
  });
  if (layout === undefined || first === undefined || spacings.length === 0)
    throw new MeasurementError(
      "NO_DATA",
      `${path} has fewer than two rows with a time`,
      "Check that the dump was finished",
    );
  checkUnit(path, spacings);
  const steps = rows.map(({ step }) => step).filter((step) => step > 0);
  return {
    layout,
    start: first.time,
    period: median(steps.length > 0 ? steps : spacings.map(({ spacing }) => spacing)),
  };
}

/** The cells of a line. */
export const cellsOf = (line: string): readonly string[] => line.trim().split(/\s+/);

function layoutOf(line: string, path: string): Layout {
  const names = cellsOf(line.replace(/^\uFEFF?#?/, ""));
  const pairs = names.flatMap((name, voltage) => {
    const number = /^voltage(\d+)$/.exec(name)?.[1];
    const current = names.indexOf(`current${number}`);
    return number === undefined || current < 0 ? [] : [{ id: `pair${number}`, voltage, current }];
  });
  const [marker, time] = [names.indexOf("marker"), names.indexOf("time")];
  if (marker === 0 && time > 0 && pairs.length > 0)
    return { cells: names.length, time, step: names.indexOf("dt_micro"), pairs };
  throw new MeasurementError(
    "CONFIG",
    `${path} does not begin with the header of a PowerSensor3 dump but with ${JSON.stringify(line.slice(0, 80))}`,
    "Its first line is: marker time dt_micro device_timestamp current0 voltage0 power0 ... power_total",
  );
}

function timeOf(cells: readonly string[], { cells: count, time, step }: Layout) {
  const seconds = cells.length === count ? parseNumber(cells[time] ?? "") : undefined;
  const micros = parseNumber(cells[step] ?? "") ?? Number.NaN;
  return seconds === undefined ? [] : [{ time: seconds, step: micros / MICROS_PER_SECOND }];
}

/**
 * `dt_micro` says its unit, `time` does not. Times of six digits go on in steps that are longer than the rows', up to 10 ms
 * after an hour; in milliseconds they would be a thousand times longer.
 */
function checkUnit(path: string, spacings: readonly { readonly spacing: number; readonly step: number }[]): void {
  const ratios = spacings.flatMap(({ spacing, step }) => (step > 0 ? [spacing / step] : []));
  const ratio = median(ratios);
  if (ratios.length === 0 || (ratio > 0.1 && ratio < 500)) return;
  throw new MeasurementError(
    "CONFIG",
    `In ${path} time goes on ${ratio.toPrecision(3)} times as fast as dt_micro: it is not in seconds`,
    "Import it as a table, which can be told the unit: csv:time=time,timeUnit=us,...",
  );
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
