import { durationText } from "../number.js";
import { counted } from "../text.js";
import { path } from "./axes.js";
import { place } from "./bars.js";
import { type Html, html, nothing, shortened } from "./html.js";
import { strokeOf } from "./palette.js";
import { panelsOf } from "./panels.js";
import type { Timeline, Trace } from "./trace.js";
import { type Line, viewOf, zoomable } from "./view.js";

const COLUMNS = 400;
const [WIDTH, HEIGHT, LEFT, TOP] = [1000, 220, 60, 24];
const BOTTOM = HEIGHT - 28;
/** More would be a wall of colour on paper. */
const MOST_LINES = 16;
const MOST_WINDOWS = 60;

/** Power over time: a place for the live plot, and the whole of it as a picture for paper and where no script runs. */
export function traceSection(timeline: Timeline): Html {
  const { traces } = timeline;
  const shown = traces.filter(({ samples }) => samples > 0);
  if (shown.length === 0)
    return html`<section id="trace"><h2>Power over time</h2><p>There is not one sample to draw. The findings say why.</p></section>`;
  return html`<section id="trace"><h2>Power over time</h2>
<div id="plot" hidden></div>
<div class="static">${panelsOf(shown).map(([point, own]) => staticPanel(point, own, timeline))}</div>
<p class="aside">${notesOf(shown).join(" ")}</p></section>`;
}

function notesOf(traces: readonly Trace[]): readonly string[] {
  const bucketed = traces.flatMap(({ shape }) => (shape.kind === "buckets" ? [shape.widthS] : []));
  const gaps = Math.max(...traces.map(({ gapCount }) => gapCount));
  const kept = Math.max(...traces.map((trace) => trace.gaps.length / 2));
  const later = traces.filter(({ earlierS }) => earlierS !== 0);
  return [
    ...(bucketed.length === 0
      ? ["Every sample is in this page."]
      : [
          `The finest level of this page is the smallest, mean and largest sample of each ${durationText(Math.min(...bucketed))}: no peak is lost. The recording has every sample.`,
        ]),
    ...(gaps === 0
      ? ["No rail has a gap."]
      : [
          `Hatched is where a rail has no values: ${counted(gaps, "gap")} at the most${gaps > kept ? `, of which the ${kept} longest are drawn` : ""}.`,
        ]),
    ...(later.length === 0
      ? []
      : [`${counted(later.length, "rail")} shown earlier than sampled, by the delay that is known of the sensor.`]),
    "Energies are never taken from this picture but from all samples.",
  ];
}

function staticPanel(point: string, traces: readonly Trace[], { durationS, windows }: Timeline): Html {
  const drawn = traces.slice(0, MOST_LINES);
  const { x, lines } = viewOf(drawn.map(zoomable), { fromS: 0, toS: durationS, columns: COLUMNS });
  const highest = Math.max(...lines.flatMap(({ max }) => max.map((value) => value ?? 0)), 1e-9);
  const lowest = Math.min(0, ...lines.flatMap(({ min }) => min.map((value) => value ?? 0)));
  const atX = (s: number) => LEFT + (s / (durationS || 1)) * (WIDTH - LEFT - 8);
  const atY = (watts: number) => BOTTOM - ((watts - lowest) / (highest - lowest)) * (BOTTOM - TOP);
  const hidden = traces.length - drawn.length;
  return html`<figure><figcaption>${point}${hidden > 0 ? ` (the first ${drawn.length} of ${traces.length} rails)` : ""}</figcaption><svg class="picture wide" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="power at ${point} over time">
${windowParts(windows.slice(0, MOST_WINDOWS), atX)}
${gapRects(drawn, atX)}
${lines.map((line, k) => staticLine(line, x, { atX, atY, index: k }))}
<path class="axis" d="M${LEFT} ${TOP}V${BOTTOM}H${WIDTH - 8}"/>
${[lowest, (lowest + highest) / 2, highest].map((watts) => html`<text x="${LEFT - 6}" y="${place(atY(watts) + 4)}" text-anchor="end">${Number(watts.toPrecision(3))} W</text>`)}
${[0, 0.25, 0.5, 0.75, 1].map((share) => html`<text x="${place(atX(share * durationS))}" y="${BOTTOM + 16}" text-anchor="${share === 1 ? "end" : "middle"}">${Number((share * durationS).toPrecision(4))} s</text>`)}</svg>
<ul class="key">${drawn.map(({ probe, rail }, k) => html`<li><svg viewBox="0 0 28 10" aria-hidden="true"><path ${strokeAttributes(k)} d="M0 5H28"/></svg><bdi>${shortened(`${probe}/${rail}`, 60)}</bdi></li>`)}</ul></figure>`;
}

/** Shades, and names where no other name is. */
function windowParts(windows: Timeline["windows"], atX: (s: number) => number): readonly Html[] {
  let written = Number.NEGATIVE_INFINITY;
  return windows.map(({ name, fromS, toS }, k) => {
    const [left, right] = [atX(fromS), atX(toS)];
    const named = right - left > 60 && left >= written;
    const words = shortened(name, Math.floor((right - left) / 8));
    if (named) written = left + 8 * words.length;
    return html`<rect class="shade${k % 2}" x="${place(left)}" y="${TOP}" width="${place(Math.max(1, right - left))}" height="${BOTTOM - TOP}"/>${named ? html`<text x="${place(left + 4)}" y="${TOP - 6}">${words}</text>` : nothing}`;
  });
}

interface Placing {
  readonly atX: (s: number) => number;
  readonly atY: (watts: number) => number;
  readonly index: number;
}

function staticLine({ min, max, mean }: Line, x: readonly number[], { atX, atY, index }: Placing): Html {
  const points = x.flatMap((s, k) => {
    const [low, high, middle] = [min[k], max[k], mean[k]];
    if (low === undefined || high === undefined || middle === undefined) return [];
    return low === null || high === null || middle === null ? [undefined] : [{ s, low, high, middle }];
  });
  const spread = points.map((one) =>
    one === undefined || one.high === one.low
      ? ""
      : `M${place(atX(one.s))} ${place(atY(one.low))}V${place(atY(one.high))}`,
  );
  return html`<path ${strokeAttributes(index)} class="spread" d="${spread.join("")}"/><path ${strokeAttributes(index)} d="${path(points.map((one) => one && ([atX(one.s), atY(one.middle)] as const)))}"/>`;
}

function strokeAttributes(index: number): Html {
  const { hue, dash } = strokeOf(index);
  return html`fill="none" stroke="${hue === "ink" ? "currentColor" : hue}" stroke-width="1.6"${dash.length === 0 ? nothing : html` stroke-dasharray="${dash.join(" ")}"`}`;
}

/** Of the rails that are drawn, each stretch once. */
function gapRects(traces: readonly Trace[], atX: (s: number) => number): readonly Html[] {
  const all = new Map<string, Html>();
  for (const { gaps } of traces)
    for (let k = 0; k < gaps.length; k += 2) {
      const [from, to] = [atX(gaps[k] ?? 0), atX(gaps[k + 1] ?? 0)];
      const key = `${place(from)} ${place(to)}`;
      if (all.size < 400)
        all.set(
          key,
          html`<rect class="gap" fill="url(#hatch)" x="${place(from)}" y="${TOP}" width="${place(Math.max(1, to - from))}" height="${BOTTOM - TOP}"/>`,
        );
    }
  return [...all.values()];
}
