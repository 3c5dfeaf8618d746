import type { Result } from "../../core/result.js";
import { place } from "../html/bars.js";
import { type Html, html, nothing } from "../html/html.js";
import { panelsOf } from "../html/panels.js";
import type { Timeline, Trace } from "../html/trace.js";
import { viewOf, zoomable } from "../html/view.js";
import { counted } from "../text.js";
import { titleText } from "../words.js";
import { fitted, linesOf, PER_MM, sizes } from "./layout.js";
import { drawPanel, type Frame, type Panel } from "./panel.js";
import { legendWindow, noteWords, railWords } from "./words.js";

/** What a drawing is made from. */
export interface DrawingData {
  readonly result: Result;
  readonly timeline: Timeline;
  /** Width on paper. */
  readonly widthMm: number;
}

/** More lines on one pair of axes are not told apart. */
const MOST_LINES = 8;
const MOST_PANELS = 32;
const [LEFT, RIGHT, TOP] = [58, 12, 18];
const LINE = 14;

/** Power over time as an SVG document for papers: a panel for each point of the power path, black on white. */
export function formatDrawing({ result, timeline, widthMm }: DrawingData): string {
  const width = widthMm * PER_MM;
  const panels = panelsFor(result, timeline, width - LEFT - RIGHT);
  const left = panels.length === 0 ? RIGHT : LEFT;
  const frame: Frame = {
    left,
    right: width - RIGHT,
    toS: timeline.durationS || 1,
    windows: timeline.windows,
    high: Math.min(190, Math.max(90, width / 3.4)),
  };
  const head = headOf(result, frame);
  const body = stacked(panels, frame, head.bottom);
  const notes = linesOf([...silentWords(timeline), ...noteWords(result, timeline)].join(" "), frame.right - left);
  const height = body.bottom + notes.length * LINE + 6;
  const foot = notes.map((line, k) => html`<text x="${left}" y="${place(body.bottom + 8 + k * LINE)}">${line}</text>`);
  return `${
    html`<svg xmlns="http://www.w3.org/2000/svg" width="${widthMm}mm" height="${place(height / PER_MM)}mm" viewBox="0 0 ${place(width)} ${place(height)}" font-family="sans-serif" font-size="${sizes.text}" fill="#1d2126">
<title>Power over time of ${titleText(result.run)}</title>
<rect width="100%" height="100%" fill="#ffffff"/>
${head.markup}
${body.markup}
${foot}</svg>`.text
  }\n`;
}

function headOf({ run }: Result, { left, right }: Frame) {
  const room = right - left;
  const lines = linesOf(`run ${run.id}, started ${run.startedAt}`, room);
  const markup = html`<text x="${left}" y="${TOP}" font-size="${sizes.title}" font-weight="bold">${fitted(titleText(run), room, sizes.title * 1.08)}</text>
${lines.map((line, k) => html`<text x="${left}" y="${TOP + 16 + k * LINE}">${line}</text>`)}`;
  return { markup, bottom: TOP + 16 + lines.length * LINE };
}

function stacked(panels: readonly Panel[], frame: Frame, top: number) {
  let bottom = top;
  const markup = panels.map((panel): Html => {
    const drawn = drawPanel(panel, frame, bottom);
    bottom = drawn.bottom + 10;
    return drawn.markup;
  });
  return { markup: panels.length === 0 ? nothing : html`${markup}`, bottom: bottom + 4 };
}

/** Rails without a sample have no line; they are named. */
function silentWords({ traces }: Timeline): readonly string[] {
  const silent = traces.filter(({ samples }) => samples === 0);
  if (silent.length === traces.length) return ["There is not one sample to draw: the findings of the report say why."];
  const drawn = chunksOf(traces.filter(({ samples }) => samples > 0));
  const left = drawn.slice(MOST_PANELS).reduce((sum, { traces: own }) => sum + own.length, 0);
  return [
    ...(left > 0 ? [`${counted(left, "rail")} not drawn: there is no room.`] : []),
    ...(silent.length > 0
      ? [
          `Without a sample: ${silent
            .slice(0, 8)
            .map(({ probe, rail }) => fitted(`${probe}/${rail}`, 200))
            .join(", ")}${silent.length > 8 ? `, and ${silent.length - 8} more` : ""}.`,
        ]
      : []),
  ];
}

interface Chunk {
  readonly title: string;
  readonly traces: readonly Trace[];
  /** All of its point, whose axis it shares. */
  readonly point: readonly Trace[];
}

function chunksOf(traces: readonly Trace[]): readonly Chunk[] {
  return panelsOf(traces).flatMap(([title, point]) => {
    const count = Math.ceil(point.length / MOST_LINES);
    return Array.from({ length: count }, (_, k) => ({
      title: count === 1 ? title : `${title} (${k + 1} of ${count})`,
      traces: point.slice(k * MOST_LINES, (k + 1) * MOST_LINES),
      point,
    }));
  });
}

function panelsFor(result: Result, { traces, durationS }: Timeline, room: number): readonly Panel[] {
  const stretch = { fromS: 0, toS: durationS || 1, columns: Math.max(50, Math.round(room)) };
  const window = legendWindow(result);
  const shown = traces.filter(({ samples }) => samples > 0);
  return chunksOf(shown)
    .slice(0, MOST_PANELS)
    .map(({ title, traces: own, point }) => ({
      title,
      traces: own,
      words: own.map((trace) => railWords(trace, window)),
      view: viewOf(own.map(zoomable), stretch),
      watts: reachOf(point),
    }));
}

/** From zero, or below where there is less, to the highest with some air. */
function reachOf(traces: readonly Trace[]): readonly [number, number] {
  let [low, high] = [0, 0];
  for (const { shape } of traces) {
    for (const watts of shape.kind === "points" ? shape.watts : shape.max) if (watts > high) high = watts;
    for (const watts of shape.kind === "points" ? shape.watts : shape.min) if (watts < low) low = watts;
  }
  const air = 0.05 * (high - low) || 1;
  return [low < 0 ? low - air : 0, high > 0 ? high + air : 0.5 * air];
}
