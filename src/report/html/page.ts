import { createHash } from "node:crypto";
import { budgetSection } from "./budget-section.js";
import { comparisonSection } from "./comparison-section.js";
import { conditionSection } from "./condition-section.js";
import { curveSection } from "./curve-section.js";
import { energySection } from "./energy-section.js";
import { findingSection } from "./finding-section.js";
import { headSection, tabTitle } from "./head-section.js";
import { type Html, html, scriptJson } from "./html.js";
import { packed } from "./pack.js";
import type { PageData } from "./page-data.js";
import { repeatSection } from "./repeat-section.js";
import { reproduceSection } from "./reproduce-section.js";
import { resultsSection } from "./results-section.js";
import { traceSection } from "./trace-section.js";

/** Script and style of the page, which the build puts in place of these names; unbuilt, a page is without both. */
const script = (): string => process.env["JOULEMARK_PAGE_SCRIPT"] ?? "";
const style = (): string => process.env["JOULEMARK_PAGE_STYLE"] ?? "";

const contents: readonly (readonly [id: string, title: string])[] = [
  ["comparison", "Comparison"],
  ["trace", "Power"],
  ["results", "Results"],
  ["energy", "Energy"],
  ["repeats", "Repeats"],
  ["curves", "Curves"],
  ["budget", "Uncertainty"],
  ["findings", "Quality"],
  ["conditions", "Conditions"],
  ["reproduce", "Reproduce"],
];

/** A result with its traces as one file that needs nothing else: no network, and no script for any number. */
export function formatPage(data: PageData): string {
  const { result, timeline, curves, reproduction, version } = data;
  const sections = [
    comparisonSection(result.comparison),
    traceSection(timeline),
    resultsSection(result),
    energySection(result),
    repeatSection(result),
    curveSection(curves),
    budgetSection(result),
    findingSection(result),
    conditionSection(data),
    reproduceSection(reproduction),
  ];
  return document(tabTitle(result), {
    body: html`${headSection(result)}${navigation(sections)}<main>${sections}</main>${footer(version)}`,
    data: scriptJson({ timeline: packed(timeline) }),
  });
}

/** Only sections that are there. */
function navigation(sections: readonly Html[]): Html {
  const there = contents.filter(([id]) => sections.some(({ text }) => text.startsWith(`<section id="${id}"`)));
  return html`<nav aria-label="Contents">${there.map(([id, title]) => html`<a href="#${id}">${title}</a>`)}</nav>`;
}

/** The end of every page: who made it, and whose work is in it. */
export const footer = (
  version: string,
): Html => html`<footer><p>Made by joulemark ${version}. This page holds all it needs and asks nobody for anything.
The plot is drawn by uPlot 1.6.32, © 2022 Leon Sorokin, under the MIT licence, which follows.</p><details><summary>MIT licence of uPlot</summary><p>${LICENCE}</p></details></footer>`;

const LICENCE =
  'Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions: The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software. THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.';

interface Document {
  readonly body: Html;
  readonly data: Html;
}

/** The frame of every page: what may run in it is named by its hash, so that nothing that a label holds ever does. */
export function document(title: string, { body, data }: Document): string {
  const [code, look] = [script(), style()];
  const policy = `default-src 'none'; script-src '${hashOf(code)}'; style-src '${hashOf(look)}'; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${html`<title>${title}</title>`.text}
<style>${look}</style>
</head>
<body>
${hatch.text}
<button id="theme" type="button" hidden>dark</button>
${body.text}
<script type="application/json" id="data">${data.text}</script>
<script>${code}</script>
</body>
</html>
`;
}

const hatch = html`<svg class="defs" width="0" height="0" aria-hidden="true"><defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path d="M0 0V6" stroke="currentColor" stroke-width="1.4"/></pattern></defs></svg>`;

const hashOf = (text: string): string => `sha256-${createHash("sha256").update(text).digest("base64")}`;
