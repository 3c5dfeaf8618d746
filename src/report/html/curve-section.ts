import { plainText } from "../number.js";
import { type Axes, path, picture } from "./axes.js";
import { place } from "./bars.js";
import { type Html, html, nothing, shortened } from "./html.js";
import type { CurvePlot } from "./page-data.js";

/** The curves that corrected rails, with how often each load occurred below them and where they do not hold. */
export function curveSection(curves: readonly CurvePlot[]): Html {
  if (curves.length === 0) return nothing;
  return html`<section id="curves"><h2>Calibration curves</h2>
<div class="pair">${curves.map(curveFigure)}</div>
<p class="aside">The band is the curve's U95. Bars show how often each load occurred; the line in them is its mean. Hatched is where the curve does not hold: no number is given for what lies there.</p></section>`;
}

function curveFigure(curve: CurvePlot): Html {
  const { probe, rail, from, to, quality, loads, unit } = curve;
  const way = from === to ? `at ${from}` : `${from} → ${to}`;
  return html`<figure><figcaption><strong><bdi>${shortened(`${probe}/${rail}`, 80)}</bdi></strong>: <bdi>${shortened(curve.curve, 120)}</bdi> <span class="at">${way}, ${quality}</span></figcaption>
${plotOf(curve)}
<p class="aside">Loads seen: ${plainText(loads.min, unit)} to ${plainText(loads.max, unit)}, mean ${plainText(loads.mean, unit)}${outsideText(curve)}</p></figure>`;
}

function outsideText({ range, loads, unit }: CurvePlot): Html | string {
  if (range === null) return "; the curve holds at every load.";
  const [low, high] = range;
  const holds = Number.isFinite(high)
    ? `from ${plainText(low, unit)} to ${plainText(high, unit)}`
    : `from ${plainText(low, unit)} on`;
  const beyond = loads.min < low || loads.max > high;
  return html`; the curve holds ${holds}.${beyond ? html` <strong>Some loads are outside of it.</strong>` : nothing}`;
}

function plotOf(curve: CurvePlot): Html {
  const { points, unit, of, loads, range } = curve;
  const values = points.flatMap(({ value, u95 }) => [value - u95, value + u95]);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.05 * (high - low), 0.002);
  const highest = points.at(-1)?.load ?? 1;
  const axes = {
    x: { title: unit === "A" ? "current, A" : "power shown, W", range: [0, highest] as const },
    // the lower third is for how often each load occurred
    y: {
      title: of === "gain" ? "corrected / shown" : "efficiency",
      range: [low - room - (high - low + room) / 2, high + room] as const,
    },
  };
  return picture(
    `${of} of ${curve.curve} over the load`,
    axes,
    (at) => html`
${range === null ? nothing : outsideParts(range, highest, at)}
${histogram(loads, at)}
<path class="band" d="${band(points, at)}Z"/><path class="line" d="${path(points.map(({ load, value }) => [at.x(load), at.y(value)]))}"/>
<path class="mean" d="M${place(at.x(loads.mean))} ${at.top}V${at.bottom}"/>`,
  );
}

function band(points: CurvePlot["points"], at: Axes): string {
  const upper = points.map(({ load, value, u95 }) => [at.x(load), at.y(value + u95)] as const);
  const lower = points.map(({ load, value, u95 }) => [at.x(load), at.y(value - u95)] as const);
  return path([...upper, ...lower.reverse()]);
}

function histogram({ bins }: CurvePlot["loads"], at: Axes): readonly Html[] {
  const most = Math.max(...bins.map(({ share }) => share));
  const room = (at.bottom - at.top) / 3;
  return bins.map(({ from, to, share }) => {
    const height = (room * share) / most;
    const [left, right] = [at.x(from), Math.min(at.right, at.x(to))];
    return html`<rect class="often" x="${place(left)}" y="${place(at.bottom - height)}" width="${place(Math.max(1, right - left - 0.5))}" height="${place(height)}"/>`;
  });
}

function outsideParts([low, high]: readonly [number, number], highest: number, at: Axes): readonly Html[] {
  const part = (from: number, to: number) =>
    to > from
      ? [
          html`<rect class="outside" fill="url(#hatch)" x="${place(at.x(from))}" y="${at.top}" width="${place(at.x(to) - at.x(from))}" height="${at.bottom - at.top}"/>`,
        ]
      : [];
  return [...part(0, Math.min(low, highest)), ...part(Math.min(high, highest), highest)];
}
