import type { Figure, Result, WindowResult } from "../../core/result.js";
import { anyMonteCarlo } from "../budget.js";
import { conditionRows } from "../condition-rows.js";
import { durationText } from "../number.js";
import { firstRunText } from "../repeats.js";
import { energyText, powerText, type Row, rowsByProbe } from "../rows.js";
import { counted } from "../text.js";
import { pointText } from "../words.js";
import { workRows } from "../work-rows.js";
import { type Html, html, nothing, shortened } from "./html.js";

/** Windows that are open to begin with, and that have a table of their own. */
const OPEN = 6;
const WHOLE = 60;
const NAME = 300;

/** Every window's rails and totals, with the texts of the terminal's table and the exact numbers as `data-value`. */
export function resultsSection(result: Result): Html {
  const { windows, runs } = result;
  const suffix = runs === undefined ? "" : ` (${firstRunText(runs)})`;
  const rest = windows.slice(WHOLE);
  return html`<section id="results"><h2>Results</h2>
<p class="aside">± is the 95 % uncertainty (U95)${anyMonteCarlo(result) ? ", of some numbers by Monte Carlo" : ""}. A dash is a number that nobody can give; the line below it says why. min..max of an energy counter is of means over four of its updates or more; its line above is of every reading.</p>
${windows.slice(0, WHOLE).map((window, k) => windowTable(window, { result, suffix, open: k < OPEN }))}
${rest.length === 0 ? nothing : restTable(rest)}
</section>`;
}

interface Shown {
  readonly result: Result;
  readonly suffix: string;
  readonly open: boolean;
}

function windowTable(window: WindowResult, { result, suffix, open }: Shown): Html {
  const rows = [...rowsByProbe(window)];
  const lines = [...workRows(window), ...conditionRows(window)];
  const device = (probe: string) => result.probes.find(({ name }) => name === probe)?.device ?? "";
  return html`<details class="window"${open ? html` open` : nothing}><summary><h3><bdi>${shortened(window.name, NAME)}</bdi>${window.source === "phase" ? "" : suffix} <span class="at">${durationText(window.durationS)}</span></h3></summary>
${rows.length === 0 ? html`<p>no rails</p>` : table(rows.map(([probe, own]) => probeRows(probe, device(probe), own)))}
${lines.length === 0 ? nothing : html`<dl class="lines">${lines.map(({ label, text }) => html`<dt>${label}</dt><dd>${text}</dd>`)}</dl>`}
</details>`;
}

const titles = ["rail", "point", "energy ± U95", "mean power ± U95", "min..max", "samples", "coverage"] as const;

const table = (groups: readonly Html[]): Html => html`<div class="scroll"><table class="stack">
<thead><tr>${titles.map((title, k) => html`<th scope="col" class="${k > 1 ? "n" : ""}">${title}</th>`)}</tr></thead>
${groups}</table></div>`;

const probeRows = (probe: string, device: string, rows: readonly Row[]): Html => html`<tbody>
<tr class="probe"><th colspan="7" scope="rowgroup" class="long"><bdi>${probe}</bdi>${device === "" ? "" : `: ${device}`}</th></tr>
${rows.map(railRow)}</tbody>`;

function railRow(row: Row): Html {
  const { kind, depth, notes, of } = row;
  const more = `depth${Math.min(depth, 4)}`;
  const missing = of.energyJ === null ? " missing" : "";
  return html`<tr class="${kind}" data-probe="${row.probe}" data-name="${"rail" in of ? of.rail : of.name}">
<th scope="row" class="long ${more}"><bdi>${row.name}</bdi></th>
<td data-label="point"${of.estimate ? html` class="est"` : nothing}>${row.point}</td>
<td class="n energy${missing}" data-label="energy"${dataOf(of.energyJ)}>${row.energy}</td>
<td class="n power" data-label="mean power"${dataOf(of.meanPowerW)}>${row.power}</td>
<td class="n" data-label="min..max">${row.range}</td>
<td class="n" data-label="samples">${row.samples}</td>
<td class="n" data-label="coverage" data-value="${of.coverage}">${row.coverage}</td></tr>
${notes.map((note) => html`<tr class="note"><td colspan="7" class="long ${more}">${note}</td></tr>`)}`;
}

/** The exact number of the JSON, for programs; nothing where there is none. */
export const dataOf = (figure: Figure | null): Html =>
  figure === null ? nothing : html` data-value="${figure.value}" data-u95="${figure.U95}"`;

/** Of thousands of windows one line each for what no other rail contains: the browser draws those that are seen. */
function restTable(windows: readonly WindowResult[]): Html {
  return html`<details class="rest"><summary><h3>${counted(windows.length, "more window")}</h3></summary>
<p class="aside">Totals and outermost rails; all other numbers of these windows are in the JSON and CSV.</p>
<div class="tall"><table><thead><tr>${["window", "duration", "of", "energy ± U95", "mean power ± U95"].map((title) => html`<th scope="col">${title}</th>`)}</tr></thead><tbody>
${windows.flatMap(restRows)}</tbody></table></div></details>`;
}

function restRows(window: WindowResult): readonly Html[] {
  const declares = new Set(window.totals.map(({ probe }) => probe));
  const roots = window.rails.filter(({ partOf, probe }) => partOf === undefined && !declares.has(probe));
  const subjects = [...window.totals, ...roots];
  return subjects.map(
    (
      of,
    ) => html`<tr><th scope="row"><bdi>${shortened(window.name, 80)}</bdi></th><td>${durationText(window.durationS)}</td>
<td><bdi>${"rail" in of ? of.rail : of.name}</bdi> ${pointText(of)}</td><td class="n"${dataOf(of.energyJ)}>${energyText(of)}</td><td class="n"${dataOf(of.meanPowerW)}>${powerText(of)}</td></tr>`,
  );
}
