import { literal, table } from "../markdown-text.js";
import type { Block, Page, PageTable } from "./page.js";

/** The page as GitHub Markdown. */
export function pageMarkdown({ title, blocks }: Page): string {
  const parts = [`## ${literal(title)}`, ...blocks.flatMap(blockParts)];
  return `${parts.join("\n\n")}\n`;
}

function blockParts(block: Block): readonly string[] {
  if (block.kind === "text") return [block.alarm === true ? `**${literal(block.text)}**` : literal(block.text)];
  const caption = block.caption === "" ? [] : [`### ${literal(block.caption)}`];
  if (block.kind === "table") return [...caption, tableText(block)];
  const items = block.items.map(({ word, text }) => `- ${word === "" ? "" : `**${word}** `}${literal(text)}`);
  return items.length === 0 ? [] : [...caption, items.join("\n")];
}

/** The group's name stands in its first line. */
function tableText({ titles, groups }: PageTable): string {
  const heads = [titles.group, titles.label, ...titles.cells, titles.place];
  const aligns = `ll${"r".repeat(titles.cells.length)}l`;
  const rows = groups.flatMap(({ title, rows }) =>
    rows.map(({ label, cells, place }, index) => [
      index === 0 ? `**${literal(title)}**` : "",
      literal(label),
      ...titles.cells.map((_, k) => literal(cells[k] ?? "")),
      literal(place),
    ]),
  );
  return table(heads.map(literal), aligns, rows);
}
