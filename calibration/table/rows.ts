import type { FoundColumn } from "./columns.js";
import type { Cells } from "./lines.js";
import { parseCell, whyNoNumber } from "./number.js";

/** A line of data that says nothing, and why. */
export interface Exclusion {
  /** Its number in the file, from 1. */
  readonly line: number;
  readonly reason: string;
}

/** The usable rows, by column. */
export interface Rows<Meaning> {
  readonly values: ReadonlyMap<Meaning, Float64Array>;
  /** The line of each row in the file, from 1. */
  readonly lines: Uint32Array;
  readonly excluded: readonly Exclusion[];
}

/** A column with what its numbers multiply by. A `label` names what belongs together: its texts are counted from 0 in order of appearance. */
export type ReadColumn<Meaning> = Pick<FoundColumn<Meaning>, "meaning" | "index"> &
  ({ readonly scale: number } | { readonly label: true });

/** Reads every row: all its columns are there, or it is excluded whole with the reason. Rows and exclusions are the data lines. */
export function readRows<Meaning extends string>(
  { data, width }: Cells,
  columns: readonly ReadColumn<Meaning>[],
): Rows<Meaning> {
  const kept: number[][] = [];
  const lines: number[] = [];
  const excluded: Exclusion[] = [];
  const labels = new Map<string, number>();
  for (const { line, cells } of data) {
    const row = readRow(cells, { columns, width, labels });
    if (typeof row === "string") excluded.push({ line, reason: row });
    else {
      kept.push(row);
      lines.push(line);
    }
  }
  const values = columns.map(
    ({ meaning }, c) => [meaning, Float64Array.from(kept, (row) => row[c] ?? Number.NaN)] as const,
  );
  return { values: new Map(values), lines: Uint32Array.from(lines), excluded };
}

interface RowPlan {
  readonly columns: readonly ReadColumn<string>[];
  readonly width: number;
  readonly labels: Map<string, number>;
}

/** One that has more or fewer cells may be cut, or a decimal comma made two cells of one number: none of it is believed. */
function readRow(cells: readonly string[] | undefined, { columns, width, labels }: RowPlan): number[] | string {
  if (cells === undefined) return "a quote stays open, or stands inside a cell";
  const count = cells.length === width + 1 && cells.at(-1) === "" ? width : cells.length;
  if (count !== width) return `has ${count} ${count === 1 ? "cell" : "cells"}, not ${width}`;
  const row: number[] = [];
  for (const column of columns) {
    const cell = cells[column.index] ?? "";
    const value = "label" in column ? labelled(cell, labels) : scaled(cell, column.scale);
    if (value === undefined) return `${column.meaning} ${whyNoNumber(cell)}`;
    row.push(value);
  }
  return row;
}

function labelled(cell: string, labels: Map<string, number>): number | undefined {
  if (cell === "") return undefined;
  const known = labels.get(cell) ?? labels.size;
  labels.set(cell, known);
  return known;
}

function scaled(cell: string, scale: number): number | undefined {
  const value = parseCell(cell);
  return value === undefined ? undefined : value * scale;
}
