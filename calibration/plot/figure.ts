import type { Ink } from "./marks.js";
import { drawPanel, type Panel } from "./panel.js";
import { element, text } from "./svg.js";

/** One entry of the legend. */
export interface LegendEntry {
  readonly words: string;
  readonly ink: Ink;
  readonly shape: "line" | "dashes" | "area" | "point";
}

/** A picture: a heading, a legend and panels over one horizontal axis. */
export interface Figure {
  readonly title: string;
  /** Lines below the title, e.g. the coefficients. */
  readonly lines: readonly string[];
  readonly legend: readonly LegendEntry[];
  readonly x: { readonly title: string; readonly range: readonly [number, number] };
  readonly panels: readonly Panel[];
}

const WIDTH = 860;
const LEFT = 76;
const RIGHT = WIDTH - 24;
const BETWEEN = 22;
const LINE = 17;

/** A screen that is dark shows light on dark; paper never does. */
const style = `@media screen and (prefers-color-scheme: dark){.paper{fill:#15181c}.ink{fill:#e4e7ea}.axis{stroke:#8b939b}.grid{stroke:#2c3238}.fit-line{stroke:#6fb6f2}.fit-area{fill:#6fb6f2}.point-line{stroke:#e4e7ea}.point-area{fill:#e4e7ea}.other-line{stroke:#f0a35e}.other-area{fill:#f0a35e}}`;

/** The figure as an SVG document. */
export function drawFigure(figure: Figure): string {
  const lines = figure.lines.flatMap((line) => broken(line));
  const { rows, entries } = layLegend(figure.legend);
  const legendTop = 40 + lines.length * LINE + 14;
  let top = legendTop + rows * LINE + 8;
  const panels = figure.panels.flatMap((panel, index) => {
    const last = index === figure.panels.length - 1;
    const place = { left: LEFT, right: RIGHT, top, x: figure.x.range, xTitle: last ? figure.x.title : undefined };
    top += panel.height + BETWEEN;
    return drawPanel(panel, { ...place, id: `panel-${index}` });
  });
  const height = top - BETWEEN + 52;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    viewBox: `0 0 ${WIDTH} ${height}`,
    width: WIDTH,
    height,
    role: "img",
    "aria-label": figure.title,
    "font-family": "Helvetica, Arial, 'DejaVu Sans', sans-serif",
  };
  return element("svg", attributes, [
    `<style>${style}</style>`,
    element("rect", { class: "paper", width: WIDTH, height, fill: "#ffffff" }),
    text(LEFT, 26, shortened(figure.title, 72), { "font-size": 17, "font-weight": "bold" }),
    ...lines.map((line, index) => text(LEFT, 46 + index * LINE, line)),
    ...entries.flatMap(({ entry, x, row }) => drawEntry(entry, x, legendTop + row * LINE)),
    ...panels,
  ]);
}

const PIXELS_PER_LETTER = 6.6;
const MOST_LETTERS = Math.floor((RIGHT - LEFT) / PIXELS_PER_LETTER);

const shortened = (words: string, most: number): string =>
  words.length <= most ? words : `${words.slice(0, most - 1)}\u2026`;

/** A line in as many as the picture is wide; a picture does not break its text by itself. */
function broken(line: string): readonly string[] {
  const lines: string[] = [];
  let current = "";
  for (const word of line.split(" ").map((each) => shortened(each, MOST_LETTERS))) {
    const longer = current === "" ? word : `${current} ${word}`;
    if (longer.length > MOST_LETTERS) {
      lines.push(current);
      current = word;
    } else current = longer;
  }
  return [...lines, current];
}

/** Entries side by side, as many in a row as there is room for. */
function layLegend(legend: readonly LegendEntry[]) {
  let x = LEFT;
  let row = 0;
  const entries = legend.map((entry) => {
    const width = 34 + entry.words.length * PIXELS_PER_LETTER + 18;
    if (x > LEFT && x + width > RIGHT + 18) {
      x = LEFT;
      row += 1;
    }
    const placed = { entry, x, row };
    x += width;
    return placed;
  });
  return { entries, rows: row + 1 };
}

function drawEntry({ words, ink, shape }: LegendEntry, x: number, y: number): readonly string[] {
  return [drawSample(ink, shape, x, y), text(x + 32, y + 4, words)];
}

function drawSample({ name, colour }: Ink, shape: LegendEntry["shape"], x: number, y: number): string {
  if (shape === "area") {
    const fill = { class: `${name}-area`, fill: colour, "fill-opacity": 0.2 };
    return element("rect", { x, y: y - 6, width: 26, height: 12, ...fill });
  }
  if (shape === "point") return element("circle", { cx: x + 13, cy: y, r: 3, class: `${name}-area`, fill: colour });
  const stroke = { class: `${name}-line`, stroke: colour, "stroke-width": 1.8 };
  const dash = shape === "dashes" ? { "stroke-dasharray": "6 4" } : {};
  return element("line", { x1: x, x2: x + 26, y1: y, y2: y, ...stroke, ...dash });
}
