import { type Finding, type Severity, worstFirst } from "../../core/finding.js";
import type { Result } from "../../core/result.js";
import { findingPlace } from "../words.js";
import { type Html, html } from "./html.js";

const signs: Readonly<Record<Severity, string>> = { note: "i", degraded: "!", invalid: "✕" };

/** What there is to know about the numbers, the worst first, each with what to do about it. */
export function findingSection({ quality }: Result): Html {
  const findings = worstFirst(quality.findings);
  return html`<section id="findings"><h2>Quality: ${quality.verdict}</h2>
${findings.length === 0 ? html`<p>Nothing was found that takes anything from these numbers.</p>` : html`<ul class="findings">${findings.map(findingItem)}</ul>`}
</section>`;
}

/** One finding; a remedy of several lines is there to be pasted. */
export function findingItem(finding: Finding): Html {
  const [remedy = "", ...paste] = finding.remedy.split("\n");
  return html`<li class="${finding.severity}"><p class="code"><span class="sign" aria-hidden="true">${signs[finding.severity]}</span> <strong>${finding.severity}</strong> <code>${finding.code}</code>${findingPlace(finding)}</p>
<p class="long">${finding.message}</p><p class="remedy long">→ ${remedy}</p>${
    paste.length === 0
      ? ""
      : html`<pre>${paste.map(
          (line) => html`${line}
`,
        )}</pre>`
  }</li>`;
}
