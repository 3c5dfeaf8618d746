import { MeasurementError } from "../../../src/core/error.js";
import { NANOS_PER_SECOND } from "../../../src/core/units.js";
import { readLines } from "../lines.js";
import type { PlannedRail } from "./rails.js";
import { type Layout, parseRow, splitCells } from "./row.js";
import type { CsvSettings } from "./settings.js";
import { isZoneless } from "./time.js";

/** So many lines may stand before the header: titles, comments. */
const LONGEST_PREAMBLE = 100;
const ENOUGH_ROWS = 257;

/** What the beginning of a file tells: where the columns are, which line names them, when it starts, how fast it goes. */
export interface Beginning {
  readonly layout: Layout;
  /** Lines up to and with the header, of those that are whole. */
  readonly headerLine: number;
  /** Nanoseconds, of the column's own zero. */
  readonly start: bigint;
  /** Its first time does not say of which zone it is. */
  readonly zoneless: boolean;
  /** Median spacing of the first rows, seconds. */
  readonly period: number;
}

/** Reads as much of a file as is needed. Throws CONFIG when the columns are not there, NO_DATA when no row follows. */
export async function readBeginning(
  path: string,
  settings: CsvSettings,
  rails: readonly PlannedRail[],
): Promise<Beginning> {
  let layout: Layout | undefined;
  let first = "";
  let headerLine = 0;
  const times: bigint[] = [];
  let numbers = 0;
  let zoneless = false;
  for await (const lines of readLines(path)) {
    for (const { text, whole } of lines) {
      if (!whole) continue;
      if (layout === undefined) {
        if (headerLine++ === 0) first = text;
        if (headerLine > LONGEST_PREAMBLE) throw noHeader(path, settings, first);
        layout = layoutOf(text, settings, rails);
      } else {
        const row = parseRow(text, layout);
        if (typeof row === "string") continue;
        if (times.length === 0) zoneless = isZoneless(splitCells(text, layout.delimiter)?.[layout.time] ?? "");
        times.push(row.at);
        if (!row.values.every(Number.isNaN)) numbers++;
      }
    }
    if (times.length >= ENOUGH_ROWS && numbers >= 2) break;
  }
  if (layout === undefined) throw noHeader(path, settings, first);
  const [start] = times;
  const period = medianSpacing(times);
  if (start === undefined || period === undefined || numbers < 2)
    throw new MeasurementError(
      "NO_DATA",
      `${path} has fewer than two rows with a time and a number`,
      "Check timeUnit, the delimiter and the columns",
    );
  return { layout, headerLine, start, zoneless, period };
}

const namesIn = (line: string, { delimiter }: CsvSettings): readonly string[] =>
  splitCells(line.replace(/^\uFEFF/, ""), delimiter) ?? [];

/** Whether a line below the header is one again: it names the time, which no time does. */
export const isHeader = (line: string, settings: CsvSettings): boolean =>
  line.includes(settings.time) && namesIn(line, settings).includes(settings.time);

/** The layout that a line makes when it names every column; undefined for any other. */
export function layoutOf(line: string, settings: CsvSettings, rails: readonly PlannedRail[]): Layout | undefined {
  const names = namesIn(line, settings);
  const time = names.indexOf(settings.time);
  const values = rails.flatMap(({ sources }) => sources).map((source) => names.indexOf(source));
  if (time < 0 || values.includes(-1)) return undefined;
  return { delimiter: settings.delimiter, cells: names.length, time, timeUnit: settings.timeUnit, values };
}

function medianSpacing(times: readonly bigint[]): number | undefined {
  const spacings = times
    .slice(1)
    .map((time, index) => Number(time - (times[index] ?? time)))
    .filter((spacing) => spacing > 0)
    .sort((a, b) => a - b);
  const median = spacings[Math.floor(spacings.length / 2)];
  return median === undefined ? undefined : median / NANOS_PER_SECOND;
}

const noHeader = (path: string, { time, delimiter }: CsvSettings, first: string) =>
  new MeasurementError(
    "CONFIG",
    `${path} has no line that names ${JSON.stringify(time)} and all columns of the rails`,
    `Split at ${JSON.stringify(delimiter)} its first line has: ${(splitCells(first, delimiter) ?? []).slice(0, 20).join(" | ").slice(0, 300)}`,
  );
