import type { RailResult, Result, TotalResult, WindowResult } from "../../core/result.js";
import { durationText } from "../number.js";
import { energyText, railTree } from "../rows.js";
import { counted } from "../text.js";
import { pointText } from "../words.js";
import { type Bar, bars } from "./bars.js";
import { type Html, html, nothing, shortened } from "./html.js";

const MOST_PHASES = 24;
const NAME = 80;

/** Energy by rail of the window that counts, and by phase of each total or outermost rail; each point on a scale of its own. */
export function energySection({ windows }: Result): Html {
  const window = windows.find(({ work }) => work !== undefined) ?? windows[0];
  if (window === undefined) return nothing;
  const rails = byPoint(window);
  const phases = windows.length > 1 ? phasesOf(windows, window) : [];
  return html`<section id="energy"><h2>Energy</h2>
<div class="pair">${rails.map(([point, own]) => html`<figure><figcaption>By rail, ${point}, in <bdi>${shortened(window.name, NAME)}</bdi></figcaption>${bars(own)}</figure>`)}
${phases.map(({ title, bars: own, hidden }) => html`<figure><figcaption>By window, <bdi>${title}</bdi></figcaption>${bars(own)}${hidden > 0 ? html`<p class="aside">and ${counted(hidden, "more window")}, in the tables above</p>` : nothing}</figure>`)}</div>
<p class="aside">A bar ends at the energy, its whisker is U95. Rails that are indented are part of the one above: they are not to be added to it. Each point of the power path has a scale of its own.</p>
</section>`;
}

const barOf = (of: RailResult | TotalResult, label: string, depth: number): Bar => ({
  label,
  depth,
  value: of.energyJ?.value ?? null,
  u95: of.energyJ?.U95 ?? 0,
  text: energyText(of),
  estimate: of.estimate,
});

function byPoint({ rails, totals }: WindowResult): readonly (readonly [point: string, bars: readonly Bar[]])[] {
  const all = [
    ...railTree(rails).map(
      ({ rail, depth }) => [pointText(rail), barOf(rail, shortened(rail.rail, NAME), depth)] as const,
    ),
    ...totals.map((total) => [pointText(total), barOf(total, `total ${shortened(total.name, NAME)}`, 0)] as const),
  ];
  const points = [...new Set(all.map(([point]) => point))];
  return points.map((point) => [point, all.filter(([own]) => own === point).map(([, bar]) => bar)]);
}

/** Of each subject of a window what it took in every window. */
function phasesOf(windows: readonly WindowResult[], { rails, totals }: WindowResult) {
  const declares = new Set(totals.map(({ probe }) => probe));
  const roots = rails.filter(({ partOf, probe }) => partOf === undefined && !declares.has(probe));
  return [...totals, ...roots].slice(0, 4).map((subject) => {
    const own = windows.slice(0, MOST_PHASES).flatMap((window) => {
      const found = [...window.totals, ...window.rails].find((one) => nameOf(one) === nameOf(subject));
      const label = `${shortened(window.name, NAME)}, ${durationText(window.durationS)}`;
      return found === undefined ? [] : [barOf(found, label, 0)];
    });
    const title = `${shortened("rail" in subject ? subject.rail : subject.name, NAME)}, ${pointText(subject)}`;
    return { title, bars: own, hidden: windows.length - MOST_PHASES };
  });
}

const nameOf = (of: RailResult | TotalResult): string =>
  JSON.stringify([of.probe, "rail" in of, "rail" in of ? of.rail : of.name]);
