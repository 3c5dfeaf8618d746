import { place } from "../html/bars.js";
import { type Html, html, nothing } from "../html/html.js";
import { strokeOf } from "../html/palette.js";
import type { Line } from "../html/view.js";

/** Where instants and powers lie on the paper. */
export interface Paper {
  readonly x: (s: number) => number;
  readonly y: (watts: number) => number;
}

/** What a rail shows at one place of the paper. */
interface Spot {
  readonly x: number;
  readonly low: number;
  readonly high: number;
  readonly middle: number;
}

/** A paper's black, where the page has its ink. */
const INK = "#1d2126";

/** How the line of a rail is drawn. */
export function strokeFor(index: number): Html {
  const { hue, dash } = strokeOf(index);
  return html`stroke="${hueOf(hue)}" stroke-width="1.3" stroke-linejoin="round"${dash.length === 0 ? nothing : html` stroke-dasharray="${dash.join(" ")}"`}`;
}

const hueOf = (hue: string): string => (hue === "ink" ? INK : hue);

/** A rail: the band between its smallest and largest samples, and the line of its means, both broken at gaps. */
export function series(line: Line, x: readonly number[], { paper, index }: { paper: Paper; index: number }): Html {
  const pieces = piecesOf(line, x, paper);
  const band = pieces.filter((piece) => piece.some(({ low, high }) => low !== high)).map(outline);
  const lines = pieces.filter((piece) => piece.length > 1).map(course);
  // a sample between two gaps has no line: it is a dot
  const dots = pieces.flatMap((piece) => (piece.length === 1 ? piece : [])).map((spot) => course([spot, spot]));
  const hue = hueOf(strokeOf(index).hue);
  return html`${band.length === 0 ? nothing : html`<path fill="${hue}" fill-opacity="0.22" stroke="${hue}" stroke-opacity="0.22" stroke-width="0.6" d="${band.join("")}"/>`}
${lines.length === 0 ? nothing : html`<path fill="none" ${strokeFor(index)} d="${lines.join("")}"/>`}
${dots.length === 0 ? nothing : html`<path fill="none" stroke="${hue}" stroke-width="2.6" stroke-linecap="round" d="${dots.join("")}"/>`}`;
}

function piecesOf({ min, max, mean }: Line, x: readonly number[], paper: Paper): readonly (readonly Spot[])[] {
  const pieces: Spot[][] = [[]];
  for (const [k, s] of x.entries()) {
    const [low, high, middle] = [min[k], max[k], mean[k]];
    if (middle === null) pieces.push([]);
    else if (typeof low === "number" && typeof high === "number" && middle !== undefined)
      pieces.at(-1)?.push({ x: paper.x(s), low: paper.y(low), high: paper.y(high), middle: paper.y(middle) });
  }
  return pieces.filter((piece) => piece.length > 0);
}

const course = (piece: readonly Spot[]): string =>
  `M${piece.map(({ x, middle }) => `${place(x)} ${place(middle)}`).join("L")}`;

function outline(piece: readonly Spot[]): string {
  const upper = piece.map(({ x, high }) => `${place(x)} ${place(high)}`);
  const lower = piece.map(({ x, low }) => `${place(x)} ${place(low)}`).reverse();
  return `M${[...upper, ...lower].join("L")}Z`;
}
