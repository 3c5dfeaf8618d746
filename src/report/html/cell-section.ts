import { worstFirst } from "../../core/finding.js";
import type { MatrixCell, MatrixNumber } from "../../core/matrix.js";
import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import { conditionRows } from "../condition-rows.js";
import { powerPlace } from "../matrix/places.js";
import { figureText, MISSING } from "../number.js";
import { commandText } from "../words.js";
import { findingItem } from "./finding-section.js";
import { type Html, html, nothing } from "./html.js";
import { dataOf } from "./results-section.js";

/** Each cell by itself: its numbers, what it ran, under which conditions, and what is to be known of it. */
export const cellSections = ({ cells, systems }: ComparedMatrix): Html =>
  html`<section id="cells"><h2>Cell by cell</h2>${cells.map((cell) => cellSection(cell, systems.length > 1))}</section>`;

function cellSection(cell: MatrixCell, several: boolean): Html {
  const { id, system, state, reason, rate, powers, unit, load, recordings, quality } = cell;
  const title = several ? `${system}: ${id}` : id;
  return html`<details class="window" data-cell="${id}"><summary><h3><bdi>${title}</bdi></h3> <span class="at">${state}, ${cell.runs} of ${cell.asked} runs, verdict ${quality.verdict}</span></summary>
${reason === undefined ? nothing : html`<p class="long"><strong>${reason.code}</strong>: ${reason.message} → ${reason.remedy}</p>`}
<dl class="lines"><dt>rate</dt><dd${dataOf(rate)}>${textOf(rate, `${unit}/s`)}</dd>
${powers.map((power) => html`<dt>power</dt><dd><span${dataOf(power.meanPowerW)}>${textOf(power.meanPowerW, "W")}</span>, <span${dataOf(power.efficiency)}>${textOf(power.efficiency, `${unit}/s/W`)}</span> or <span${dataOf(power.joulesPerUnit)}>${textOf(power.joulesPerUnit, `J/${unit}`)}</span>; ${powerPlace(power)}</dd>`)}
${conditionRows(cell).map(({ label, text }) => html`<dt>${label}</dt><dd>${text}</dd>`)}
${cell.expectations.map(({ what, expected, found, met }) => html`<dt>expected</dt><dd>${what} ${expected}: ${found === null ? "no instrument tells" : `it was ${found}, ${met === true ? "met" : "NOT met"}`}</dd>`)}
<dt>command</dt><dd class="long"><code>${commandText(load.command)}</code></dd>
${recordings.length === 0 ? nothing : html`<dt>recordings</dt><dd class="long">${recordings.join(", ")}</dd>`}</dl>
${quality.findings.length === 0 ? nothing : html`<ul class="findings">${worstFirst(quality.findings).map(findingItem)}</ul>`}</details>`;
}

const textOf = (number: MatrixNumber | null, unit: string): string =>
  number === null ? MISSING : figureText(number, unit);
