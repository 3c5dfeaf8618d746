import { separatorOf, splitCells } from "./cells.js";
import { isNumeric } from "./number.js";

/** One line of the table that is data: its number in the file, from 1, and its cells; undefined cells: its quotes do not fit. */
export interface DataLine {
  readonly line: number;
  readonly cells: readonly string[] | undefined;
}

/** A table cut into cells. */
export interface Cells {
  /** The names of its columns and the line they stand in, when it names them. */
  readonly header: { readonly line: number; readonly names: readonly string[] } | undefined;
  readonly data: readonly DataLine[];
  /** How many cells a row has that is neither cut nor ragged. */
  readonly width: number;
}

/**
 * Cuts a text into cells. Empty lines and comments (`# ...`) are no data. The first other line is the header when none of
 * its cells stands for a number; else the last comment before it, if that names as many columns.
 */
export function cutTable(text: string): Cells {
  const lines = text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .map((content, index) => ({ line: index + 1, content: content.trim() }))
    .filter(({ content }) => content !== "");
  const first = lines.findIndex(({ content }) => !content.startsWith("#"));
  const opening = lines[first];
  if (opening === undefined) return { header: undefined, data: [], width: 0 };
  const separator = separatorOf(opening.content);
  const cut = ({ line, content }: { line: number; content: string }) => ({
    line,
    cells: splitCells(content, separator),
  });
  const data = lines
    .slice(first)
    .filter(({ content }) => !content.startsWith("#"))
    .map(cut);
  const names = withoutEmptyEnd(splitCells(opening.content, separator) ?? []);
  if (isHeader(names)) {
    return { header: { line: opening.line, names }, data: data.slice(1), width: names.length };
  }
  const width = commonWidth(data);
  return { header: commented(lines[first - 1], width), data, width };
}

const isHeader = (cells: readonly string[]): boolean => cells.some((cell) => cell !== "") && !cells.some(isNumeric);

/** A separator may end every line. */
const withoutEmptyEnd = (names: readonly string[]) => (names.at(-1) === "" ? names.slice(0, -1) : names);

/** The names in a comment right above the data, as numerical programs write them. */
function commented(above: { line: number; content: string } | undefined, width: number): Cells["header"] {
  if (above === undefined) return undefined;
  const content = above.content.replace(/^#+/, "").trim();
  const names = splitCells(content, separatorOf(content)) ?? [];
  return names.length === width && isHeader(names) ? { line: above.line, names } : undefined;
}

/** The width most rows have: of a table without header, the first row may be the cut one. */
function commonWidth(data: readonly DataLine[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of data) if (cells !== undefined) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  return [...counts].reduce((best, next) => (next[1] > best[1] ? next : best), [0, 0])[0];
}
