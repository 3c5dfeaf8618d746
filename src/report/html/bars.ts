import { type Html, html, nothing } from "./html.js";

/** A bar from zero with an uncertainty, and its text. */
export interface Bar {
  readonly label: string;
  readonly depth: number;
  /** null where there is no number: then the text says so. */
  readonly value: number | null;
  readonly u95: number;
  readonly text: string;
  readonly estimate: boolean;
}

/** A position as a picture writes it. */
export const place = (x: number): string => String(Number(x.toFixed(2)));

/** Horizontal bars over one common scale: never of numbers at different points. */
export function bars(all: readonly Bar[]): Html {
  const reach = ({ value, u95 }: Bar) => (value === null ? 0 : Math.abs(value) + (Number.isFinite(u95) ? u95 : 0));
  const most = Math.max(...all.map(reach), Number.MIN_VALUE);
  return html`<ul class="bars">${all.map((bar) => html`<li><span class="label long depth${Math.min(4, bar.depth)}"><bdi>${bar.label}</bdi></span>${drawn(bar, most)}<span class="value">${bar.text}</span></li>`)}</ul>`;
}

function drawn({ value, u95, estimate }: Bar, most: number): Html {
  if (value === null) return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"></svg>`;
  const scale = 100 / most;
  const [low, high] = [Math.max(0, value - u95) * scale, (value + u95) * scale];
  const error =
    u95 > 0 && Number.isFinite(u95)
      ? html`<path class="error" d="M${place(low)} 7H${place(high)}M${place(low)} 3V11M${place(high)} 3V11"/>`
      : nothing;
  return html`<svg viewBox="0 0 100 14" preserveAspectRatio="none" aria-hidden="true"><rect class="bar${estimate ? " est" : ""}" x="0" y="1" width="${place(Math.max(0, value) * scale)}" height="12"/>${error}</svg>`;
}
