import { type Html, html } from "./html.js";
import type { Reproduction } from "./page-data.js";

/** The commands that measure and report this once more. */
export function reproduceSection({ command, notes, report }: Reproduction): Html {
  return html`<section id="reproduce"><h2>How to reproduce</h2>
<p>Measure again:</p><pre class="long" id="command">${command}</pre>
<p>Report this recording again, from its raw samples:</p><pre class="long">${report}</pre>
${notes.map((note) => html`<p class="aside">${note}</p>`)}</section>`;
}
