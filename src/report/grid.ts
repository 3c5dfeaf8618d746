import { displayWidth, padEnd, padStart } from "./text.js";

/** One column of a terminal table. */
export interface GridColumn {
  readonly title: string;
  readonly align: "left" | "right";
  /** Columns with a number go first when the table is too wide, the lowest first; those without one always stay. */
  readonly drop?: number;
}

/** One line of the table: cells in the order of the columns, or a text that stands alone between two lines. */
export type GridRow =
  | { readonly cells: readonly string[]; readonly strong?: boolean }
  | { readonly line: string; readonly dim?: boolean };

/** How the parts of a table are painted; the text has its full width already. */
export interface Paint {
  readonly strong: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** What a table became. */
export interface Grid {
  readonly lines: readonly string[];
  /** Titles of the columns that did not fit. */
  readonly dropped: readonly string[];
}

const GAP = "  ";
const PLUS_MINUS = " ± ";

/** Lines up the figures of a column on their `±`; other cells stay as they are. */
function lineUp(cells: readonly string[]): readonly string[] {
  const pairs = cells.map((cell) => cell.split(PLUS_MINUS));
  const width = (part: 0 | 1) =>
    Math.max(0, ...pairs.map((pair) => (pair.length === 2 ? displayWidth(pair[part] ?? "") : 0)));
  const [left, right] = [width(0), width(1)];
  return pairs.map(([value = "", uncertainty, ...more], row) =>
    uncertainty === undefined || more.length > 0
      ? (cells[row] ?? "")
      : padStart(value, left) + PLUS_MINUS + padEnd(uncertainty, right),
  );
}

function padAll(cells: readonly string[], align: GridColumn["align"]): readonly string[] {
  const width = Math.max(0, ...cells.map(displayWidth));
  return cells.map((cell) => (align === "left" ? padEnd(cell, width) : padStart(cell, width)));
}

/** Every column lined up with its title: `[column][row]`, the title in row 0. Empty columns are left out. */
function lineUpColumns(columns: readonly GridColumn[], rows: readonly GridRow[]) {
  const body = rows.flatMap((row) => ("cells" in row ? [row.cells] : []));
  return columns.flatMap((column, index) => {
    const cells = body.map((row) => row[index] ?? "");
    if (cells.every((cell) => cell === "")) return [];
    return [{ ...column, cells: padAll([column.title, ...lineUp(cells)], column.align) }];
  });
}

const widthOf = (columns: readonly { readonly cells: readonly string[] }[]): number =>
  columns.reduce((sum, column) => sum + displayWidth(column.cells[0] ?? "") + GAP.length, -GAP.length);

/** Lays a table out within `width`: drops columns in their stated order, and stacks what still does not fit. */
export function layOut(columns: readonly GridColumn[], rows: readonly GridRow[], { width, paint }: LayOut): Grid {
  let shown = lineUpColumns(columns, rows);
  const dropped: string[] = [];
  while (widthOf(shown) > width) {
    const next = shown.filter((column) => column.drop !== undefined).sort((a, b) => (a.drop ?? 0) - (b.drop ?? 0))[0];
    if (next === undefined) return { lines: stack(columns, rows, paint), dropped: [] };
    shown = shown.filter((column) => column !== next);
    dropped.push(next.title);
  }
  const lineAt = (index: number) =>
    shown
      .map((column) => column.cells[index] ?? "")
      .join(GAP)
      .trimEnd();
  let index = 0;
  const body = rows.map((row) => {
    if (!("cells" in row)) return row.dim ? paint.dim(row.line) : row.line;
    index += 1;
    return row.strong ? paint.strong(lineAt(index)) : lineAt(index);
  });
  const heading = shown.every(({ title }) => title === "") ? [] : [paint.dim(lineAt(0))];
  return { lines: [...heading, ...body], dropped };
}

/** What a layout has to keep to. */
export interface LayOut {
  readonly width: number;
  readonly paint: Paint;
}

/** For very narrow terminals: each row becomes its name and one line per cell, so that no number is cut. */
function stack(columns: readonly GridColumn[], rows: readonly GridRow[], paint: Paint): readonly string[] {
  return rows.flatMap((row) => {
    if (!("cells" in row)) return [row.dim ? paint.dim(row.line) : row.line];
    const [name = "", ...values] = row.cells;
    const indent = `${/^ */.exec(name)?.[0] ?? ""}  `;
    const lines = values.flatMap((value, at) =>
      value === "" ? [] : [`${indent}${columns[at + 1]?.title ?? ""}  ${value}`],
    );
    return [row.strong ? paint.strong(name) : name, ...lines];
  });
}
