import { type GridRow, layOut } from "../grid.js";
import { type Style, styleOf } from "../style.js";
import { clean, wrap } from "../text.js";
import type { Block, Page, PageItem, PageTable, TableGroup, TableRow } from "./page.js";

/** How a page is drawn on a terminal. */
export interface PageStyle {
  readonly width?: number;
  readonly colour?: boolean;
}

interface Drawing {
  readonly width: number;
  readonly style: Style;
}

const NARROWEST = 20;

/** The page for a terminal. A table that is wider becomes one block for each group of lines: no number is cut. */
export function pageText({ title, blocks }: Page, { width = 80, colour = false }: PageStyle = {}): string {
  const drawing: Drawing = { width: Math.max(NARROWEST, width), style: styleOf(colour) };
  const head = wrap(clean(title), drawing.width).map(drawing.style.strong);
  const parts = [head, ...blocks.map((block) => blockLines(block, drawing))].filter((lines) => lines.length > 0);
  return `${parts.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function blockLines(block: Block, drawing: Drawing): readonly string[] {
  const { width, style } = drawing;
  if (block.kind === "table") return tableLines(block, drawing);
  if (block.kind === "list") return listLines(block, drawing);
  const lines = wrap(clean(block.text), width);
  return block.alarm === true ? lines.map(style.alarm) : lines;
}

const captionLines = (caption: string, { width, style }: Drawing): readonly string[] =>
  caption === "" ? [] : wrap(clean(caption), width).map(style.strong);

function tableLines({ caption, titles, groups }: PageTable, drawing: Drawing): readonly string[] {
  const columns = [
    { title: `  ${titles.label}`, align: "left" as const },
    ...titles.cells.map((title) => ({ title, align: "right" as const })),
  ];
  const rows = groups.flatMap((group) => groupRows(group, drawing));
  const { lines } = layOut(columns, rows, { width: drawing.width, paint: drawing.style });
  return [...captionLines(caption, drawing), ...lines];
}

function groupRows({ title, rows }: TableGroup, { width, style }: Drawing): readonly GridRow[] {
  const heads = title === "" ? [] : wrap(clean(title), width, { first: "", rest: "  " }).map(style.strong);
  return [...heads.map((line) => ({ line })), ...rows.flatMap((row) => rowLines(row, width))];
}

/** A long place stands on lines of its own above its numbers, where it is not cut. */
function rowLines({ label, cells, place }: TableRow, width: number): readonly GridRow[] {
  const remark = cells.length === 0 && label !== "" ? `${label}: ` : "";
  const lines = place === "" ? [] : wrap(clean(remark + place), width, { first: "  ", rest: "    " });
  const above = lines.map((line) => ({ line, dim: cells.length > 0 }));
  return cells.length === 0 ? above : [...above, { cells: [`  ${clean(label)}`, ...cells] }];
}

const WORD = "degraded".length;

function listLines(
  { caption, items }: { readonly caption: string; readonly items: readonly PageItem[] },
  drawing: Drawing,
): readonly string[] {
  const { width, style } = drawing;
  const lines = items.flatMap(({ word, text }) => {
    const first = word === "" ? "  " : `${word.padEnd(WORD)}  `;
    const indent = { first, rest: " ".repeat(width < 60 || word === "" ? 4 : first.length) };
    const [head = "", ...rest] = wrap(clean(text), width, indent);
    return word === "" ? [head, ...rest] : [style.verdict[word](word) + head.slice(word.length), ...rest];
  });
  return lines.length === 0 ? [] : [...captionLines(caption, drawing), ...lines];
}
