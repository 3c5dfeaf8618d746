import type { Verdict } from "../../core/finding.js";
import type { Result } from "../../core/result.js";
import { headlinesOf, resultAlarms } from "../headline.js";
import { durationText } from "../number.js";
import { counted } from "../text.js";
import { commandText, endText, titleText } from "../words.js";
import { comparisonHeadline } from "./comparison-section.js";
import { type Html, html, nothing, shortened } from "./html.js";

const MOST = 8;

/** A sign beside the word: colour alone would not be seen by all. */
const signs: Readonly<Record<Verdict, string>> = { good: "✓", degraded: "!", invalid: "✕" };

/** What was measured, how it ended, whether it is to be trusted, and the numbers people came for. */
export function headSection(result: Result): Html {
  const { run, quality, statistics } = result;
  const serious = quality.findings.filter(({ severity }) => severity !== "note").length;
  const early = run.endsEarlyAtS === undefined ? [] : [`recording ends early, at ${durationText(run.endsEarlyAtS)}`];
  const facts = [durationText(run.durationS), ...endText(run), ...early, `started ${run.startedAt}`];
  const runs = statistics?.[0]?.runs;
  return html`<header>
<p class="brand">joulemark<span class="what"> performance per watt</span></p>
${title(run)}
<p class="facts">${facts.join(" · ")}</p>
<p><a class="verdict ${quality.verdict}" href="#findings"><span aria-hidden="true">${signs[quality.verdict]}</span> Verdict: <strong id="verdict">${quality.verdict}</strong>${serious === 0 ? "" : `, ${counted(serious, "finding")}`}</a></p>
${resultAlarms(result).map((alarm) => html`<p class="estimate">${alarm}</p>`)}
${result.comparison === undefined ? cards(result) : comparisonHeadline(result)}
${runs === undefined ? nothing : html`<p class="aside">means of ${counted(runs, "run")}</p>`}
</header>`;
}

/** Its name, and the command in full; or the command alone; or its id, of a recording that has neither. */
function title({ id, name, command }: Result["run"]): Html {
  const words = commandText(command);
  if (name === undefined && words === "") return html`<h1 class="long"><bdi>${id}</bdi></h1>`;
  if (name === undefined) return html`<h1 class="long command"><bdi>${words}</bdi></h1>`;
  return html`<h1 class="long"><bdi>${name}</bdi></h1>${words === "" ? nothing : html`<p class="long command"><bdi>${words}</bdi></p>`}`;
}

function cards(result: Result): Html {
  const headlines = headlinesOf(result);
  const hidden = headlines.length - MOST;
  const card = ({ name, energy, power, efficiency, at }: ReturnType<typeof headlinesOf>[number]) => html`<li>
<p class="of long"><bdi>${name}</bdi> <span class="at">${at}</span></p>
${efficiency === "" ? nothing : html`<p class="big">${efficiency}</p>`}
<p class="${efficiency === "" ? "big" : "mid"}">${power}</p>
<p class="mid">${energy}</p></li>`;
  return html`<ul class="cards">${headlines.slice(0, MOST).map(card)}</ul>
${hidden > 0 ? html`<p class="aside">and ${hidden} more below</p>` : nothing}`;
}

/** The title of the browser's tab. */
export const tabTitle = ({ run }: Result): string => shortened(`${titleText(run)} – joulemark`, 120);
