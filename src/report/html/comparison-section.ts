import type { ComparedNumber, ComparedSubject, Comparison } from "../../core/comparison.js";
import type { Result } from "../../core/result.js";
import { methodText, sideText, subjectText, testCells } from "../compare-runs-table.js";
import { figureText, MISSING } from "../number.js";
import { statisticWords } from "../words.js";
import { type Html, html, nothing } from "./html.js";

/** Two commands that were run in turn: who they are, every number of both, and the change with its interval. */
export function comparisonSection({ comparison }: Result): Html {
  if (comparison === undefined) return nothing;
  const { sides, subjects } = comparison;
  return html`<section id="comparison"><h2>Comparison</h2>
${sides.map((side) => html`<p class="long"><bdi>${sideText(side, sides)}</bdi></p>`)}
<div class="scroll"><table class="stack"><thead><tr>${titlesOf(comparison).map((title, k) => html`<th scope="col" class="${k > 0 ? "n" : ""}">${title}</th>`)}</tr></thead>
${subjects.map((subject) => subjectRows(subject, titlesOf(comparison)))}</table></div>
<p class="aside">${methodText(comparison)}</p></section>`;
}

/** Which is better, in the words of the terminal: what people came for. */
export const comparisonHeadline = ({ comparison }: Result): Html =>
  html`${(comparison?.headline?.words ?? []).map((words, k) => html`<p class="${k === 0 ? "big" : "mid"} long">${words}</p>`)}`;

function titlesOf({ sides }: Comparison): readonly string[] {
  const [first = "", ...others] = sides.map(({ label }) => label);
  return ["", first, ...others, ...others.flatMap((label) => [`${label}/${first} - 1, %`, "p", `${label} is`])];
}

const subjectRows = (
  subject: ComparedSubject,
  titles: readonly string[],
): Html => html`<tbody><tr><th scope="rowgroup" colspan="${titles.length}" class="long"><bdi>${subjectText(subject)}</bdi></th></tr>
${subject.numbers.map((number) => numberRow(number, titles))}</tbody>`;

function numberRow({ what, unit, values, tests = [] }: ComparedNumber, titles: readonly string[]): Html {
  const cells = [
    ...values.map((value) => ({
      text: value === null ? MISSING : figureText(value, unit),
      data: value === null ? nothing : html` data-value="${value.value}" data-u95="${value.U95}"`,
    })),
    ...tests.slice(1).flatMap((test) => testCells(test).map((text) => ({ text, data: nothing }))),
  ];
  return html`<tr><th scope="row">${statisticWords[what]}</th>${cells.map(({ text, data }, k) => html`<td class="n" data-label="${titles[k + 1]}"${data}>${text}</td>`)}</tr>`;
}
