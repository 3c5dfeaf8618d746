import { columnName, isHeader } from "../../shared/nvidia/table.js";

/** Where in a row the columns are that are read. */
export interface Layout {
  /** How many cells a row has. */
  readonly cells: number;
  readonly columns: ReadonlyMap<string, number>;
}

/** Columns that tell GPUs apart, the surest first. */
const identities = ["uuid", "pci.bus_id", "index"];

/** The layout that a line names, or undefined when it is no header. */
export function layoutOf(line: string): Layout | undefined {
  const cells = line
    .replace(/^\uFEFF/, "")
    .split(",")
    .map((cell) => cell.trim());
  if (!isHeader(cells)) return undefined;
  return { cells: cells.length, columns: new Map(cells.map((cell, index) => [columnName(cell), index])) };
}

/** The column that tells GPUs apart; undefined when the log has none and so is of one GPU. */
export const identityOf = ({ columns }: Layout): string | undefined => identities.find((name) => columns.has(name));
