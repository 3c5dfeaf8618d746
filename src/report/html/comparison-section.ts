import type { ComparedSubject, Comparison } from "../../core/comparison.js";
import { methodText, sideText, subjectText, testCells } from "../compare-runs-table.js";
import { figureText, MISSING } from "../number.js";
import { findingPlace, statisticWords, worstFirst } from "../words.js";
import { type Html, html, nothing } from "./html.js";

/** Both commands of an A/B run held against each other: every number, its interval and what it says. */
export function comparisonSection(comparison: Comparison | undefined): Html {
  if (comparison === undefined) return nothing;
  const { sides, subjects, findings = [] } = comparison;
  const [first = "", ...others] = sides.map(({ label }) => label);
  const titles = [first, ...others, ...others.flatMap((label) => [`${label}/${first} - 1, %`, "p", `${label} is`])];
  return html`<section id="comparison"><h2>Comparison</h2>
<ul>${sides.map((side) => html`<li class="long">${sideText(side, sides)}</li>`)}</ul>
<div class="scroll"><table class="stack"><thead><tr><th scope="col">number</th>${titles.map((title) => html`<th scope="col" class="n">${title}</th>`)}</tr></thead>
<tbody>${subjects.flatMap((subject) => rowsOf(subject, titles))}</tbody></table></div>
${worstFirst(findings).map((finding) => html`<p class="long"><strong>${finding.severity}</strong> ${finding.code}${findingPlace(finding)}: ${finding.message} → ${finding.remedy}</p>`)}
<p class="aside">${methodText(comparison)}.</p></section>`;
}

const rowsOf = (subject: ComparedSubject, titles: readonly string[]): readonly Html[] =>
  subject.numbers.map(({ what, unit, values, tests = [] }) => {
    const cells = [
      ...values.map((value) => (value === null ? MISSING : figureText(value, unit))),
      ...tests.slice(1).flatMap(testCells),
    ];
    return html`<tr><th scope="row" class="long">${`${subjectText(subject)}, ${statisticWords[what]}`}</th>${cells.map((cell, k) => html`<td data-label="${titles[k]}" class="n">${cell}</td>`)}</tr>`;
  });
