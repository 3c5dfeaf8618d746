import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import type { Block, Page, PageTable, TableGroup } from "../page/page.js";
import { cellSections } from "./cell-section.js";
import { deviationSection } from "./deviation-section.js";
import { type Html, html, nothing, scriptJson, shortened } from "./html.js";
import { document, footer } from "./page.js";

/** What a page of tables has beside them. */
export interface TablesOptions {
  readonly version: string;
  /** Of a matrix: its cells one by one, and how far each is from the published figure. */
  readonly matrix?: ComparedMatrix;
}

/** Tables as one file for a browser, with the words and numbers of every other form. */
export function formatTables({ title, blocks }: Page, { version, matrix }: TablesOptions): string {
  return document(`${shortened(title, 120)} – joulemark`, {
    body: html`<header><p class="brand">joulemark<span class="what"> performance per watt</span></p><h1 class="long">${title}</h1></header>
<main>${blocks.map(blockOf)}${matrix === undefined ? nothing : html`${deviationSection(matrix)}${cellSections(matrix)}`}</main>${footer(version)}`,
    data: scriptJson({}),
  });
}

function blockOf(block: Block): Html {
  if (block.kind === "text")
    return html`<p class="${block.alarm === true ? "estimate" : "aside"} long">${block.text}</p>`;
  if (block.kind === "table") return html`<section><h2>${block.caption}</h2>${tableOf(block)}</section>`;
  const items = block.items.map(
    ({ word, text }) =>
      html`<li class="${word}">${word === "" ? nothing : html`<p class="code"><strong>${word}</strong></p>`}<p class="long">${text}</p></li>`,
  );
  return html`<section><h2>${block.caption}</h2><ul class="findings">${items}</ul></section>`;
}

const tableOf = ({ titles, groups }: PageTable): Html => html`<div class="scroll"><table class="stack">
<thead><tr><th scope="col">${titles.group}</th>${titles.cells.map((title) => html`<th scope="col" class="n">${title}</th>`)}<th scope="col">${titles.place}</th></tr></thead>
${groups.map((group) => groupOf(group, titles.cells))}</table></div>`;

/** A remark, which has no cells, goes from side to side. */
const groupOf = ({ title, rows }: TableGroup, titles: readonly string[]): Html => html`<tbody>
<tr class="total"><th colspan="${titles.length + 2}" scope="rowgroup" class="long"><bdi>${title}</bdi></th></tr>
${rows.map(({ label, cells, place }) =>
  cells.length === 0
    ? html`<tr class="note"><td colspan="${titles.length + 2}" class="long depth1"><strong>${label}</strong> ${place}</td></tr>`
    : html`<tr class="rail"><th scope="row" class="depth1">${label}</th>${titles.map((name, k) => html`<td class="n" data-label="${name}">${cells[k] ?? ""}</td>`)}<td data-label="" class="long">${place}</td></tr>`,
)}</tbody>`;
