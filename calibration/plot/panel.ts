import { draw, extentOf, type Mark, type Scale } from "./marks.js";
import { element, text } from "./svg.js";
import { ticksOf } from "./ticks.js";

/** One diagram of a figure; all of a figure share the horizontal axis. */
export interface Panel {
  /** What the vertical axis shows, with its unit. */
  readonly title: string;
  readonly height: number;
  readonly marks: readonly Mark[];
  /** The vertical axis goes no further than this, whatever the marks need. */
  readonly bounds?: readonly [number, number];
  /** The vertical axis reaches this value too. */
  readonly includes?: number;
  /** The vertical axis has zero in its middle. */
  readonly symmetric?: boolean;
}

/** Where a panel is put, and the horizontal axis that it shares. */
export interface Place {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly x: readonly [number, number];
  /** Only the lowest panel has numbers below it. */
  readonly xTitle: string | undefined;
  /** Its own, for what it hides beyond its edges. */
  readonly id: string;
}

const PIXELS_PER_TICK = { x: 90, y: 42 };
const AIR = 0.06;

/** The panel as elements. */
export function drawPanel(panel: Panel, place: Place): readonly string[] {
  const { left, right, top, id } = place;
  const y = verticalRange(panel);
  const scale = scaleOf(place, panel.height, y);
  const box = { x: left, y: top, width: right - left, height: panel.height };
  const frame = { class: "axis", fill: "none", stroke: "#6a7178", "stroke-width": 1 };
  return [
    element("clipPath", { id }, [element("rect", box)]),
    ...verticalAxis(panel, place, scale, y),
    ...horizontalAxis(panel, place, scale),
    element(
      "g",
      { "clip-path": `url(#${id})` },
      panel.marks.flatMap((mark) => draw(mark, scale)),
    ),
    element("rect", { ...box, ...frame }),
  ];
}

function verticalRange({ marks, bounds, includes, symmetric = false }: Panel): readonly [number, number] {
  const values = [...marks.flatMap(extentOf), includes ?? Number.NaN].filter(Number.isFinite);
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (values.length === 0) return [0, 1];
  const reach = Math.max(Math.abs(least), Math.abs(most));
  const [low, high] = symmetric ? [-reach, reach] : [least, most];
  const air = (high - low || Math.abs(high) || 1) * AIR;
  return [Math.max(low - air, bounds?.[0] ?? low - air), Math.min(high + air, bounds?.[1] ?? high + air)];
}

function scaleOf({ left, right, top, x }: Place, height: number, [low, high]: readonly [number, number]): Scale {
  return {
    left,
    right,
    x: (value) => left + ((value - x[0]) / (x[1] - x[0])) * (right - left),
    y: (value) => top + ((high - value) / (high - low)) * height,
  };
}

const grid = { class: "grid", stroke: "#dfe3e6", "stroke-width": 1 };

function verticalAxis(panel: Panel, { left, right, top }: Place, scale: Scale, y: readonly [number, number]) {
  const { values, labels } = ticksOf(...y, panel.height / PIXELS_PER_TICK.y);
  const middle = top + panel.height / 2;
  return [
    ...values.flatMap((value, i) => [
      element("line", { x1: left, x2: right, y1: scale.y(value), y2: scale.y(value), ...grid }),
      text(left - 8, scale.y(value) + 4, labels[i] ?? "", { "text-anchor": "end" }),
    ]),
    text(0, 0, panel.title, { "text-anchor": "middle", transform: `translate(18 ${middle}) rotate(-90)` }),
  ];
}

function horizontalAxis({ height }: Panel, { left, right, top, x, xTitle }: Place, scale: Scale): readonly string[] {
  const { values, labels } = ticksOf(...x, (right - left) / PIXELS_PER_TICK.x);
  const bottom = top + height;
  const lines = values.map((value) =>
    element("line", { x1: scale.x(value), x2: scale.x(value), y1: top, y2: bottom, ...grid }),
  );
  if (xTitle === undefined) return lines;
  const numbers = values.map((value, i) =>
    text(scale.x(value), bottom + 18, labels[i] ?? "", { "text-anchor": "middle" }),
  );
  return [...lines, ...numbers, text((left + right) / 2, bottom + 38, xTitle, { "text-anchor": "middle" })];
}
