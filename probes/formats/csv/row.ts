import { parseNumber } from "../../shared/number.js";
import { parseTime, type TimeUnit } from "./time.js";

/** Cells of a line; a cell in double quotes may hold the delimiter. Undefined when a quote is not closed. */
export function splitCells(line: string, delimiter: string): readonly string[] | undefined {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const cells: string[] = [];
  let cell = "";
  let quoted = false;
  for (const char of line) {
    if (char === '"') quoted = !quoted;
    else if (char === delimiter && !quoted) {
      cells.push(cell.trim());
      cell = "";
    } else cell += char;
  }
  return quoted ? undefined : [...cells, cell.trim()];
}

/** Where in a row the time and the values stand. */
export interface Layout {
  readonly delimiter: string;
  readonly cells: number;
  readonly time: number;
  readonly timeUnit: TimeUnit;
  readonly values: readonly number[];
}

/** Why a row says nothing. */
export type Rejection = "cells" | "time";

/** A row that says when it was: a time, and for each value a number or NaN. */
export interface Row {
  readonly at: bigint;
  readonly values: readonly number[];
}

/**
 * Reads one row. One that has more or fewer cells than the header is rejected whole: it may be cut, or its decimal
 * comma may have made two cells of one number. A single empty cell at its end is allowed.
 */
export function parseRow(line: string, layout: Layout): Row | Rejection {
  const cells = splitCells(line, layout.delimiter) ?? [];
  const count = cells.length === layout.cells + 1 && cells.at(-1) === "" ? layout.cells : cells.length;
  if (count !== layout.cells) return "cells";
  const at = parseTime(cells[layout.time] ?? "", layout.timeUnit);
  if (at === undefined) return "time";
  const values = layout.values.map((index) => parseNumber(cells[index] ?? "") ?? Number.NaN);
  return { at, values };
}
