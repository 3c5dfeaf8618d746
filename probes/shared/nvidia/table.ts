/** One row of the tool's CSV: its cells, by the names of the header. */
export interface Row {
  readonly cell: (name: string) => string | undefined;
}

/** What a line was. A rejected one is counted and gives no value. */
export type Line =
  | { readonly kind: "header" }
  | { readonly kind: "rejected" }
  | { readonly kind: "row"; readonly row: Row };

/** Names that the tool prints in place of the one that was asked for (devices.md B1, B2). */
const canonical: Readonly<Record<string, string>> = {
  gpu_uuid: "uuid",
  gpu_name: "name",
  gpu_bus_id: "pci.bus_id",
  "gpu.power.draw": "power.draw",
  "clocks.sm": "clocks.current.sm",
};

/** A column's name without its unit: `power.draw [W]` is power.draw. */
export const columnName = (cell: string): string => {
  const name = cell.replace(/ \[[^\]]*\]$/, "");
  return canonical[name] ?? name;
};

/**
 * Reads the tool's CSV line by line (devices.md B2). Columns are found by the header's names, never by position; a line
 * that has not as many cells as the header is rejected, and so is every line before the first header.
 */
export class Table {
  #columns: ReadonlyMap<string, number> | undefined;
  #width = 0;

  read(line: string): Line {
    const cells = line.split(",").map((cell) => cell.trim());
    if (isHeader(cells)) {
      this.#columns = new Map(cells.map((cell, index) => [columnName(cell), index]));
      this.#width = cells.length;
      return { kind: "header" };
    }
    const columns = this.#columns;
    if (columns === undefined || cells.length !== this.#width) return { kind: "rejected" };
    return { kind: "row", row: { cell: (name) => cells[columns.get(name) ?? -1] } };
  }
}

/** No value looks like the name of a column of power. */
export const isHeader = (cells: readonly string[]): boolean =>
  cells.some((cell) => /^(gpu\.|module\.)?power\.draw\b/.test(cell));

const DECIMAL = /^(\d{1,12}(?:\.\d{1,9})?)(?: ([A-Za-z%]+))?$/;

/**
 * The number in a cell, with or without its unit, which is `wanted` where that is known. Everything else is missing
 * (undefined): `[N/A]`, `[Unknown Error]`, an empty cell, a sign, an exponent (devices.md B3), another unit.
 */
export function numberIn(cell: string | undefined, wanted?: string): number | undefined {
  const [, digits, unit = wanted] = DECIMAL.exec(cell ?? "") ?? [];
  return digits === undefined || (wanted !== undefined && unit !== wanted) ? undefined : Number(digits);
}

const LOCAL_TIME = /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{3})$/;

/** A `timestamp` cell in milliseconds since 1970 as if it were UTC: it is local time and does not say of where. */
export function localMillis(cell: string | undefined): number | undefined {
  const parts = cell === undefined ? undefined : LOCAL_TIME.exec(cell)?.slice(1).map(Number);
  if (parts === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, milli = 0] = parts;
  if (hour > 23 || minute > 59 || second > 60) return undefined;
  // the engine rolls 31 February over to March: such a date is no date
  const date = new Date(Date.UTC(year, month - 1, day));
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000 + milli;
}
