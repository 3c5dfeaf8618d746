import { ticksOf, tickText } from "../html/axes.js";
import { place } from "../html/bars.js";
import { type Html, html, nothing } from "../html/html.js";
import type { Shade, Trace } from "../html/trace.js";
import type { View } from "../html/view.js";
import { fitted, rowsOf, sizes, widthOf } from "./layout.js";
import { type Paper, series, strokeFor } from "./series.js";

/** Rails of one point of the power path, on one pair of axes. */
export interface Panel {
  readonly title: string;
  readonly traces: readonly Trace[];
  /** What stands in the legend for each. */
  readonly words: readonly string[];
  readonly view: View;
  /** Of all panels of the same point: what looks equally high is equally much. */
  readonly watts: readonly [low: number, high: number];
}

/** What all panels of a drawing share. */
export interface Frame {
  readonly left: number;
  readonly right: number;
  readonly toS: number;
  readonly windows: readonly Shade[];
  /** Height of the axes, px. */
  readonly high: number;
}

const LINE = 14;
const SAMPLE = 26;
const BETWEEN = 10;
/** Below the axes: numbers, and the axis' title. */
const FOOT = 38;
/** A window that is narrower is not seen, and ten thousand of them are a wall. */
const NARROWEST = 0.5;
const MOST_WINDOWS = 200;

/** A panel with its top at `top`, and where it ends. */
export function drawPanel(panel: Panel, frame: Frame, top: number): { readonly markup: Html; readonly bottom: number } {
  const legend = legendOf(panel, frame, top + LINE);
  const head = legend.bottom + LINE;
  const foot = head + frame.high;
  const paper = paperOf(panel, frame, { head, foot });
  const markup = html`<text x="${frame.left}" y="${place(top + 10)}" font-weight="bold">${panel.title}</text>
${legend.markup}
${shades(frame, paper, { head, foot })}
${axes(panel, frame, paper, { head, foot })}
${panel.view.lines.map((line, index) => series(line, panel.view.x, { paper, index }))}
`;
  return { markup, bottom: foot + FOOT };
}

interface Ends {
  readonly head: number;
  readonly foot: number;
}

function paperOf({ watts: [low, high] }: Panel, { left, right, toS }: Frame, { head, foot }: Ends): Paper {
  return {
    x: (s) => left + (s / toS) * (right - left),
    y: (watts) => foot - ((watts - low) / (high - low)) * (foot - head),
  };
}

function legendOf({ words }: Panel, { left, right }: Frame, top: number) {
  const texts = words.map((text) => fitted(text, right - left - SAMPLE - 6));
  const places = rowsOf(
    texts.map((text) => SAMPLE + 6 + widthOf(text) + BETWEEN),
    right - left,
  );
  const markup = texts.map((text, k) => {
    const { x, row } = places[k] ?? { x: 0, row: 0 };
    const [at, y] = [left + x, top + 8 + row * LINE];
    return html`<path fill="none" ${strokeFor(k)} d="M${place(at)} ${place(y - 3.5)}h${SAMPLE}"/><text x="${place(at + SAMPLE + 6)}" y="${place(y)}">${text}</text>`;
  });
  return { markup, bottom: top + ((places.at(-1)?.row ?? 0) + 1) * LINE };
}

function shades({ windows, left, right }: Frame, paper: Paper, { head, foot }: Ends): readonly Html[] {
  const wide = windows.map((shade) => ({
    ...shade,
    from: paper.x(shade.fromS),
    width: paper.x(shade.toS) - paper.x(shade.fromS),
  }));
  let free = left;
  return shown(wide).map(({ name, from, width }, k) => {
    const room = Math.min(right - from, width);
    const named = room > 30 && from >= free;
    if (named) free = from + widthOf(fitted(name, room)) + 6;
    return html`<rect x="${place(from)}" y="${place(head)}" width="${place(width)}" height="${place(foot - head)}" fill="${k % 2 === 0 ? "#5b7085" : "#8a6d3b"}" fill-opacity="0.09"/>
${named ? html`<text x="${place(from + 2)}" y="${place(head - 4)}" fill="#555b61">${fitted(name, room)}</text>` : nothing}`;
  });
}

function shown<T extends { readonly width: number; readonly from: number }>(all: readonly T[]): readonly T[] {
  const seen = all.filter(({ width }) => width >= NARROWEST);
  const widest = [...seen].sort((a, b) => b.width - a.width).slice(0, MOST_WINDOWS);
  return widest.sort((a, b) => a.from - b.from || b.width - a.width);
}

function axes({ watts, title }: Panel, { left, right, toS, high }: Frame, paper: Paper, { head, foot }: Ends): Html {
  const middle = (head + foot) / 2;
  const few = (range: readonly [number, number], room: number) => ticksOf({ title, range }, Math.max(1, room));
  return html`${few(watts, high / 32).map((value) => html`<path stroke="#dfe3e6" stroke-width="0.7" d="M${left} ${place(paper.y(value))}H${right}"/><text x="${left - 5}" y="${place(paper.y(value) + 3.7)}" text-anchor="end">${tickText(value)}</text>`)}
${few([0, toS], (right - left) / 80).map((value) => html`<path stroke="#6a7178" stroke-width="0.8" d="M${place(paper.x(value))} ${place(foot)}v4"/><text x="${place(paper.x(value))}" y="${place(foot + 15)}" text-anchor="middle">${tickText(value)}</text>`)}
<path fill="none" stroke="#6a7178" stroke-width="0.8" d="M${left} ${place(head)}V${place(foot)}H${right}"/>
<text x="${place((left + right) / 2)}" y="${place(foot + 15 + sizes.text + 3)}" text-anchor="middle">time, s</text>
<text transform="translate(12 ${place(middle)}) rotate(-90)" text-anchor="middle">power, W</text>`;
}
