import { drawFigure, type LegendEntry } from "./figure.js";
import { inks } from "./marks.js";
import { thinned } from "./thin.js";

/** A point of a sensor beside its reference, as the fit used it. */
export interface SensorPoint {
  readonly sensor: number;
  readonly reference: number;
  /** Standard uncertainty of the residual: both instruments', in the unit of the reference. */
  readonly u: number;
  readonly fitted: number;
}

/** What the picture of a sensor's calibration is made of. */
export interface SensorPicture {
  readonly title: string;
  readonly lines: readonly string[];
  /** Of both: W, A or V. */
  readonly unit: string;
  readonly points: readonly SensorPoint[];
  /** The fit over its range, with the standard uncertainty of its line. */
  readonly fit: {
    readonly sensor: readonly number[];
    readonly corrected: readonly number[];
    readonly u: readonly number[];
    /** How many of them the 95 % band is wide, on either side. */
    readonly k: number;
  };
}

const K = 2;

const legend: readonly LegendEntry[] = [
  { words: "measured, \u00b12u", ink: inks.point, shape: "point" },
  { words: "fit", ink: inks.fit, shape: "line" },
  { words: "95 % band of the fit", ink: inks.fit, shape: "area" },
  { words: "sensor right as it is", ink: inks.other, shape: "dashes" },
];

/** The reference over the sensor, and the residuals, as an SVG document. */
export function plotSensor({ title, lines, unit, points, fit }: SensorPicture): string {
  const { kept, said } = thinned(points);
  const x = kept.map(({ sensor }) => sensor);
  const ends = rangeOf(points.map(({ sensor }) => sensor));
  const band = (k: number) => fit.corrected.map((value, i) => value + k * (fit.u[i] ?? 0));
  return drawFigure({
    title,
    lines: [...lines, ...said],
    legend,
    x: { title: `Sensor, ${unit}`, range: ends },
    panels: [
      {
        title: `Reference, ${unit}`,
        height: 340,
        marks: [
          { kind: "line", ink: inks.other, x: ends, y: ends, dash: "6 4" },
          { kind: "band", ink: inks.fit, x: fit.sensor, low: band(-fit.k), high: band(fit.k) },
          {
            kind: "points",
            ink: inks.point,
            x,
            y: kept.map(({ reference }) => reference),
            bar: kept.map(({ u }) => K * u),
          },
          { kind: "line", ink: inks.fit, x: fit.sensor, y: fit.corrected },
        ],
      },
      {
        title: `Residual, ${unit}`,
        height: 170,
        symmetric: true,
        marks: [
          { kind: "level", ink: inks.fit, at: 0, halfWidth: 0, dash: "none" },
          {
            kind: "points",
            ink: inks.point,
            x,
            y: kept.map(({ reference, fitted }) => reference - fitted),
            bar: kept.map(({ u }) => K * u),
          },
        ],
      },
    ],
  });
}

function rangeOf(values: readonly number[]): readonly [number, number] {
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const most = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const air = (most - least) * 0.04 || 1;
  return [least >= 0 && least < most / 2 ? 0 : least - air, most + air];
}
