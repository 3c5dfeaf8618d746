import type { AgainstPaper, Compared, ComparedMatrix } from "../../core/matrix-comparison.js";
import { deviationText } from "../matrix/numbers.js";
import { place } from "./bars.js";
import { type Html, html, nothing } from "./html.js";

interface Shown {
  readonly label: string;
  readonly compared: Compared;
}

/** How far each cell is from the published figure, with its U95; only where the two may be held against each other. */
export function deviationSection({ comparisons, systems }: ComparedMatrix): Html {
  const published = comparisons?.published ?? [];
  if (published.length === 0) return nothing;
  const name = ({ system, cell }: AgainstPaper) => (systems.length > 1 ? `${system}: ${cell}` : cell);
  const rates = published.map((one): Shown => ({ label: name(one), compared: one.rate }));
  const efficiencies = published.flatMap((one) =>
    one.powers.map(({ of, efficiency }): Shown => ({ label: `${name(one)}, ${of}`, compared: efficiency })),
  );
  return html`<section id="deviations"><h2>Beside the published figures</h2>
<p class="aside">Each point is ours over the published figure, less 1; its whisker is U95. The line in the middle is the published figure. A cell without a point cannot be held against it: the table says why.</p>
<div class="pair">${figureOf("img/s", rates)}${figureOf("img/s/W", efficiencies)}</div></section>`;
}

function figureOf(title: string, all: readonly Shown[]): Html {
  const known = all.flatMap(({ compared: { value } }) => (value === null ? [] : [value]));
  if (known.length === 0)
    return html`<figure><figcaption>${title}</figcaption><p class="aside">No cell can be held against a published figure.</p></figure>`;
  const reach = Math.max(0.1, ...known.map(({ value, U95 }) => Math.abs(value) + U95));
  return html`<figure><figcaption>${title}</figcaption><ul class="bars">${all.map(({ label, compared }) => html`<li><span class="label long"><bdi>${label}</bdi></span>${interval(compared, reach)}<span class="value"${compared.value === null ? nothing : html` data-value="${compared.value.value}" data-u95="${compared.value.U95}"`}>${deviationText(compared)}</span></li>`)}</ul></figure>`;
}

function interval({ value: deviation }: Compared, reach: number): Html {
  const x = (share: number) => place(50 + (48 * share) / reach);
  const zero = html`<path class="error zero" d="M50 0V14"/>`;
  if (deviation === null)
    return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">${zero}</svg>`;
  const { value, U95 } = deviation;
  return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true">${zero}<path class="error" d="M${x(value - U95)} 7H${x(value + U95)}M${x(value - U95)} 3V11M${x(value + U95)} 3V11"/><rect class="bar" x="${place(Number(x(value)) - 0.6)}" y="3" width="1.2" height="8"/></svg>`;
}
