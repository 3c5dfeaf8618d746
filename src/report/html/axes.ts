import { place } from "./bars.js";
import { type Html, html } from "./html.js";

const WIDTH = 440;
const HEIGHT = 270;
const [LEFT, RIGHT, TOP, BOTTOM] = [58, 12, 12, 40];

/** Where values lie in a picture of two axes. */
export interface Axes {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** An axis: what it is of, from where to where. */
export interface Axis {
  readonly title: string;
  readonly range: readonly [low: number, high: number];
  /** Only whole numbers are marked. */
  readonly whole?: boolean;
}

/** A picture with two axes, grid and titles; `draw` fills it. */
export function picture(
  label: string,
  { x, y }: { readonly x: Axis; readonly y: Axis },
  draw: (axes: Axes) => Html,
): Html {
  const axes: Axes = {
    x: scale(x.range, [LEFT, WIDTH - RIGHT]),
    y: scale(y.range, [HEIGHT - BOTTOM, TOP]),
    left: LEFT,
    right: WIDTH - RIGHT,
    top: TOP,
    bottom: HEIGHT - BOTTOM,
  };
  return html`<svg class="picture" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${label}">
${ticksOf(y).map((value) => html`<path class="grid" d="M${axes.left} ${place(axes.y(value))}H${axes.right}"/><text x="${axes.left - 6}" y="${place(axes.y(value) + 4)}" text-anchor="end">${tickText(value)}</text>`)}
${ticksOf(x).map((value) => html`<text x="${place(axes.x(value))}" y="${axes.bottom + 16}" text-anchor="middle">${tickText(value)}</text>`)}
${draw(axes)}
<path class="axis" d="M${axes.left} ${axes.top}V${axes.bottom}H${axes.right}"/>
<text x="${(axes.left + axes.right) / 2}" y="${HEIGHT - 6}" text-anchor="middle">${x.title}</text>
<text x="12" y="${(axes.top + axes.bottom) / 2}" text-anchor="middle" transform="rotate(-90 12 ${(axes.top + axes.bottom) / 2})">${y.title}</text></svg>`;
}

const scale =
  ([low, high]: readonly [number, number], [from, to]: readonly [number, number]) =>
  (value: number): number =>
    from + ((value - low) / (high > low ? high - low : 1)) * (to - from);

/** The round numbers of an axis, at the most `about` steps of them. */
export function ticksOf({ range: [low, high], whole = false }: Axis, about = 5): readonly number[] {
  const step = stepOf((high - low) / about);
  const own = whole ? Math.max(1, Math.round(step)) : step;
  if (!(own > 0) || !Number.isFinite(own)) return [];
  const first = Math.ceil(low / own - 1e-9);
  const count = Math.floor(high / own + 1e-9) - first + 1;
  return Array.from({ length: Math.max(0, Math.min(count, 20)) }, (_, k) => (first + k) * own);
}

/** The next of 1, 2 and 5 times a power of ten. */
function stepOf(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  return power * ([1, 2, 5, 10].find((factor) => factor * power >= rough * (1 - 1e-9)) ?? 10);
}

/** A round number as an axis writes it. */
export const tickText = (value: number): string => String(Number(value.toPrecision(6)));

/** A line through points, broken where there is none. */
export function path(points: readonly (readonly [x: number, y: number] | undefined)[]): string {
  let pen = "M";
  return points
    .map((point) => {
      if (point === undefined) {
        pen = "M";
        return "";
      }
      const text = `${pen}${place(point[0])} ${place(point[1])}`;
      pen = "L";
      return text;
    })
    .join("");
}
