import { drawFigure, type Figure, type LegendEntry } from "./figure.js";
import { inks } from "./marks.js";
import type { Panel } from "./panel.js";
import { thinned } from "./thin.js";

/** A measured point of a regulator, as the fit used it. */
export interface RegulatorPoint {
  readonly currentA: number;
  readonly outputW: number;
  readonly inputW: number;
  /** Standard uncertainty of inputW minus the fit from the instruments alone: that of the output side included, W. */
  readonly uW: number;
  /** What the fit makes of its current and output, W. */
  readonly fittedW: number;
}

/** The fit over its range, sampled finely enough to be drawn. */
export interface RegulatorLine {
  readonly currentA: readonly number[];
  readonly lossW: readonly number[];
  readonly efficiency: readonly number[];
  /** Standard uncertainty of the fitted input power, W; and of the efficiency. */
  readonly uLossW: readonly number[];
  readonly uEfficiency: readonly number[];
  /** How many of them the 95 % band is wide, on either side: Student's t where few points tell of the noise. */
  readonly k: number;
}

/** What the picture of a regulator's calibration is made of. */
export interface RegulatorPicture {
  readonly title: string;
  readonly lines: readonly string[];
  readonly points: readonly RegulatorPoint[];
  readonly fit: RegulatorLine;
}

/** The whitepaper's assumption of 2015, and the half-width it honestly has (measurement.md 1.7). */
const assumed = { eta: 0.8, halfWidth: 0.12 };
/** Half of the range of the bars, in standard uncertainties. */
const K = 2;
/** Where the picture of an efficiency ends above: what gives more than it takes is a fault worth seeing, not its size. */
const MOST_EFFICIENCY = 1.05;

const legend: readonly LegendEntry[] = [
  { words: "measured, \u00b12u", ink: inks.point, shape: "point" },
  { words: "fit", ink: inks.fit, shape: "line" },
  { words: "95 % band of the fit", ink: inks.fit, shape: "area" },
  { words: "whitepaper 2015: 0.80 \u00b1 0.12", ink: inks.other, shape: "dashes" },
];

/** Efficiency, loss and residuals over the load, as an SVG document. */
export function plotRegulator({ title, lines, points, fit }: RegulatorPicture): string {
  const { kept, said } = thinned(points);
  const figure: Figure = {
    title,
    lines: [...lines, ...said],
    legend,
    x: { title: "Output current, A", range: loadRange(points.map(({ currentA }) => currentA)) },
    panels: [efficiencyPanel(kept, fit), lossPanel(kept, fit), residualPanel(kept)],
  };
  return drawFigure(figure);
}

/** From zero where the load begins near it: how far the curve is from idle is what a reader must see. */
function loadRange(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), 0);
  const air = (most - Math.min(least, most)) * 0.04 || 1;
  return [least < most / 2 ? 0 : least - air, most + air];
}

const around = (values: readonly number[], u: readonly number[], k: number): readonly number[] =>
  values.map((value, i) => value + k * (u[i] ?? 0));

function efficiencyPanel(points: readonly RegulatorPoint[], fit: RegulatorLine): Panel {
  const { currentA, efficiency, uEfficiency, k } = fit;
  const measured = points.map(({ outputW, inputW }) => outputW / inputW);
  return {
    title: "Efficiency",
    height: 300,
    bounds: [0, MOST_EFFICIENCY],
    marks: [
      { kind: "level", ink: inks.other, at: assumed.eta, halfWidth: assumed.halfWidth, dash: "6 4" },
      {
        kind: "band",
        ink: inks.fit,
        x: currentA,
        low: around(efficiency, uEfficiency, -k),
        high: around(efficiency, uEfficiency, k),
      },
      { kind: "line", ink: inks.fit, x: currentA, y: efficiency },
      {
        kind: "points",
        ink: inks.point,
        x: points.map((point) => point.currentA),
        y: measured,
        bar: points.map(({ uW, inputW }, i) => (K * (measured[i] ?? 0) * uW) / inputW),
      },
    ],
  };
}

function lossPanel(points: readonly RegulatorPoint[], { currentA, lossW, uLossW, k }: RegulatorLine): Panel {
  return {
    title: "Loss, W",
    height: 220,
    includes: 0,
    marks: [
      { kind: "band", ink: inks.fit, x: currentA, low: around(lossW, uLossW, -k), high: around(lossW, uLossW, k) },
      { kind: "line", ink: inks.fit, x: currentA, y: lossW },
      {
        kind: "points",
        ink: inks.point,
        x: points.map((point) => point.currentA),
        y: points.map(({ inputW, outputW }) => inputW - outputW),
        bar: points.map(({ uW }) => K * uW),
      },
    ],
  };
}

function residualPanel(points: readonly RegulatorPoint[]): Panel {
  return {
    title: "Residual of input, %",
    height: 150,
    symmetric: true,
    marks: [
      { kind: "level", ink: inks.fit, at: 0, halfWidth: 0, dash: "none" },
      {
        kind: "points",
        ink: inks.point,
        x: points.map((point) => point.currentA),
        y: points.map(({ inputW, fittedW }) => (100 * (inputW - fittedW)) / fittedW),
        bar: points.map(({ uW, fittedW }) => (100 * K * uW) / fittedW),
      },
    ],
  };
}
