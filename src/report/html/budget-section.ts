import type { Result } from "../../core/result.js";
import { type BudgetSection, budgetSections } from "../budget.js";
import { counted } from "../text.js";
import { place } from "./bars.js";
import { type Html, html, nothing } from "./html.js";

const OPEN = 3;
const MOST = 60;

/** Where each number's uncertainty comes from, as bars of shares of the variance. */
export function budgetSection(result: Result): Html {
  const all = budgetSections({ ...result, windows: result.windows.slice(0, MOST) });
  if (all.length === 0) return nothing;
  const shown = [...all].sort((a, b) => rank(b) - rank(a)).slice(0, MOST);
  const hidden = all.length - shown.length + Math.max(0, result.windows.length - MOST);
  return html`<section id="budget"><h2>Uncertainty budget</h2>
<p class="aside">Shares of the variance of each number, the largest first; U95 is k times the root of their sum.</p>
<div class="pair">${shown.map((section, k) => sectionOf(section, k < OPEN))}</div>
${hidden > 0 ? html`<p class="aside">Budgets of all other numbers are in the JSON (${counted(hidden, "more")}).</p>` : nothing}
</section>`;
}

/** Efficiency before energy before the rest: in the order in which people ask. */
const rank = ({ of }: BudgetSection): number => (of.includes("efficiency") ? 2 : of.includes("energy") ? 1 : 0);

function sectionOf({ of, figure, method, rows, shares }: BudgetSection, open: boolean): Html {
  return html`<details class="budget"${open ? html` open` : nothing}><summary><bdi>${of}</bdi>: <strong>${figure}</strong> <span class="at">${method}</span></summary>
<ul class="bars">${rows.map(([source, u, share], k) => html`<li><span class="label long"><bdi>${source}</bdi></span><svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="bar share" x="0" y="1" width="${place(100 * (shares[k] ?? 0))}" height="12"/></svg><span class="value">${share} <span class="at">u ${u}</span></span></li>`)}</ul></details>`;
}
