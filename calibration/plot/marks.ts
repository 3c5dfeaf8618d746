import { digits, element, places } from "./svg.js";

/** Where a point of the data lies on the picture. */
export interface Scale {
  x(value: number): number;
  y(value: number): number;
  readonly left: number;
  readonly right: number;
}

/** How something is drawn: class for dark and print, colour for everything else. */
export interface Ink {
  readonly name: "fit" | "point" | "other" | "ink";
  readonly colour: string;
}

/** The colours: told apart in grey and by those who do not see red and green as two. */
export const inks = {
  fit: { name: "fit", colour: "#0b62a8" },
  point: { name: "point", colour: "#1d2126" },
  other: { name: "other", colour: "#b4530a" },
} as const satisfies Readonly<Record<string, Ink>>;

/** Something drawn into a panel, in the units of its axes. */
export type Mark =
  | {
      readonly kind: "band";
      readonly ink: Ink;
      readonly x: readonly number[];
      readonly low: readonly number[];
      readonly high: readonly number[];
    }
  | {
      readonly kind: "line";
      readonly ink: Ink;
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly dash?: string;
    }
  | {
      readonly kind: "points";
      readonly ink: Ink;
      readonly x: readonly number[];
      readonly y: readonly number[];
      readonly bar: readonly number[];
    }
  | {
      readonly kind: "level";
      readonly ink: Ink;
      readonly at: number;
      readonly halfWidth: number;
      readonly dash: string;
    };

const SERIF = 3;
const RADIUS = 3;
const MANY = 100;

/** The mark as elements. */
export function draw(mark: Mark, scale: Scale): readonly string[] {
  if (mark.kind === "band") return [area(mark.x, mark.low, mark.high, mark.ink, scale)];
  if (mark.kind === "line") return [line(mark, scale)];
  if (mark.kind === "level") return level(mark, scale);
  const points = mark.x.flatMap((x, i) => point(x, mark.y[i] ?? Number.NaN, mark.bar[i] ?? 0, mark.ink, scale));
  // very many bars are a cloud, through which the fit has to be seen
  return mark.x.length > MANY ? [element("g", { opacity: 0.35 }, points)] : points;
}

/** What is no number is left out: drawn anywhere, it would be a number. */
const finite = (points: readonly (readonly [number, number])[]) =>
  points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));

function line({ x, y, ink, dash }: Extract<Mark, { kind: "line" }>, scale: Scale): string {
  const points = places(finite(x.map((value, i) => [scale.x(value), scale.y(y[i] ?? Number.NaN)] as const)));
  const stroke = { class: `${ink.name}-line`, stroke: ink.colour, "stroke-width": 1.8, "stroke-dasharray": dash };
  return element("polyline", { points, fill: "none", ...stroke });
}

function area(x: readonly number[], low: readonly number[], high: readonly number[], ink: Ink, scale: Scale): string {
  const along = (values: readonly number[]) =>
    finite(x.map((value, i) => [scale.x(value), scale.y(values[i] ?? Number.NaN)] as const));
  const points = places([...along(low), ...along(high).reverse()]);
  return element("polygon", { points, class: `${ink.name}-area`, fill: ink.colour, "fill-opacity": 0.2 });
}

function level({ at, halfWidth, ink, dash }: Extract<Mark, { kind: "level" }>, scale: Scale): readonly string[] {
  const { left, right } = scale;
  const y = scale.y(at);
  const stroke = { class: `${ink.name}-line`, stroke: ink.colour, "stroke-width": 1.4, "stroke-dasharray": dash };
  const middle = element("line", { x1: left, x2: right, y1: y, y2: y, ...stroke });
  if (halfWidth === 0) return [middle];
  const top = scale.y(at + halfWidth);
  const height = scale.y(at - halfWidth) - top;
  const fill = { class: `${ink.name}-area`, fill: ink.colour, "fill-opacity": 0.1 };
  return [element("rect", { x: left, y: top, width: right - left, height, ...fill }), middle];
}

function point(x: number, y: number, bar: number, { name, colour }: Ink, scale: Scale): readonly string[] {
  const [at, middle] = [scale.x(x), scale.y(y)];
  if (!Number.isFinite(at) || !Number.isFinite(middle)) return [];
  const dot = element("circle", { cx: at, cy: middle, r: RADIUS, class: `${name}-area`, fill: colour });
  const [top, bottom] = [scale.y(y + bar), scale.y(y - bar)];
  // a bar that the dot would cover, or none
  if (!(bottom - top >= 2 * RADIUS)) return [dot];
  const serif = (level: number) => `M${digits(at - SERIF)},${digits(level)}h${2 * SERIF}`;
  const d = `M${digits(at)},${digits(top)}V${digits(bottom)}${serif(top)}${serif(bottom)}`;
  return [element("path", { d, class: `${name}-line`, fill: "none", stroke: colour, "stroke-width": 1.1 }), dot];
}

/** The values of a mark that its panel has to have room for. */
export function extentOf(mark: Mark): readonly number[] {
  if (mark.kind === "band") return [...mark.low, ...mark.high];
  if (mark.kind === "line") return mark.y;
  if (mark.kind === "level") return [mark.at - mark.halfWidth, mark.at + mark.halfWidth];
  return mark.y.flatMap((y, i) => [y - (mark.bar[i] ?? 0), y + (mark.bar[i] ?? 0)]);
}
