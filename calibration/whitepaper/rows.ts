import { type Agreement, agreement, computed, type Interval, interval, jointPower, powerForMatch } from "./rounding.js";
import { type Cell, cells } from "./tables.js";

/** A table as text: names of the columns, then one list of cells for each row. */
export interface TextTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const words: Readonly<Record<Agreement, string>> = {
  match: "as printed",
  mismatch: "other digit",
  tie: "a tie",
};

/** Tables 1 to 3 recomputed from their printed inputs, one row for each of the 16 cells (measurement.md 7). */
export const recomputed = (): TextTable => ({
  columns: ["cell", "network", "img/s", "W", "printed", "computed", "interval", "", "W for match", "W joint"],
  rows: cells.map(rowOf),
});

function rowOf(cell: Cell): readonly string[] {
  const joint = jointPower(cell);
  return [
    cell.id,
    cell.network,
    String(cell.imagesPerSecond),
    cell.powerW.toFixed(1),
    cell.printed.toFixed(1),
    computed(cell).toFixed(3),
    text(interval(cell), 3),
    words[agreement(cell)],
    text(powerForMatch(cell), 3),
    joint === undefined ? "none" : text(joint, 3),
  ];
}

const text = ({ low, high }: Interval, decimals: number): string =>
  `${low.toFixed(decimals)}..${high.toFixed(decimals)}`;
