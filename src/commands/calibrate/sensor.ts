import { correctedAt, fitSensor, type SensorFit, type SensorOutcome } from "../../../calibration/fit/sensor.js";
import { sensorCurve } from "../../../calibration/fit/to-curve.js";
import { plotSensor } from "../../../calibration/plot/sensor.js";
import { student95 } from "../../core/stats.js";
import { figureText, plainText, rangeText } from "../../report/number.js";
import { counted } from "../../report/text.js";
import type { Context } from "../context.js";
import { asCurve, provenanceOf } from "./as-curve.js";
import { withReferenceOffset } from "./common-offsets.js";
import { deliver } from "./deliver.js";
import type { Delivery } from "./delivery.js";
import { REACHES, reachOf } from "./reach.js";
import type { Conditions } from "./sides.js";
import type { SensorSource } from "./source.js";
import type { LeftOut, Row } from "./summary.js";

/** How to fit and what to write. */
export interface SensorRequest {
  readonly uReferenceGain?: number;
  readonly conditions: Conditions;
  readonly delivery: Delivery;
}

const units = { power: "W", current: "A", voltage: "V" } as const;

/** Points of a sensor and its reference to a gain and an offset. Throws CALIBRATION when they make none. */
export function calibrateSensor(source: SensorSource, request: SensorRequest, context: Context): void {
  const { delivery, conditions, uReferenceGain } = request;
  const { of, point, temperatureC } = source;
  const unit = units[of];
  const outcome = fitSensor(source.points, { unit, ...(uReferenceGain !== undefined && { uReferenceGain }) });
  const fit = outcome.accepted ? withReferenceOffset(outcome.fit, source.uReferenceOffset ?? 0) : undefined;
  const provenance = {
    ...provenanceOf(source, delivery),
    from: point,
    to: point,
    ...(temperatureC !== undefined && { temperatureC }),
  };
  const title = `${delivery.id}: ${of} of a sensor at ${point}, from ${source.source}`;
  const range = fit && source.scatter && reachOfSensor(fit, source.scatter);
  const rows = fit === undefined ? [] : withRange(sensorRows(fit, unit), range, unit);
  deliver(
    {
      curve: fit && asCurve(sensorCurve(range ? withReach(fit, range) : fit, of, provenance), conditions),
      title,
      rows,
      findings: [...(outcome.accepted ? outcome.fit.findings : outcome.refusals), ...source.findings].filter(
        // the list of what was left out says it better
        ({ code }) => code !== "rows-excluded",
      ),
      leftOut: leftOutOf(source, outcome),
      picture: fit && (() => picture(fit, { title, unit, source, rows })),
      details: fit === undefined ? {} : { fit: { ...fit, points: pointsOf(fit, source) } },
    },
    delivery,
    context,
  );
}

/** What the sensor's samples of the outermost steps showed was measured too. */
const reachOfSensor = ({ points }: SensorFit, scatter: Float64Array) =>
  reachOf(
    points.map(({ raw }) => raw),
    points.map(({ row }) => scatter[row] ?? Number.NaN),
  );

const withReach = (fit: SensorFit, raw: SensorFit["range"]["raw"]): SensorFit => ({
  ...fit,
  range: { ...fit.range, raw },
});

const withRange = (rows: readonly Row[], range: SensorFit["range"]["raw"] | undefined, unit: string): readonly Row[] =>
  range === undefined
    ? rows
    : [...rows.slice(0, 1), ["range", `sensor ${rangeText(...range, unit)}, ${REACHES}`], ...rows.slice(1)];

const leftOutOf = ({ leftOut, whereOf }: SensorSource, { exclusions }: SensorOutcome): readonly LeftOut[] => [
  ...leftOut,
  ...exclusions.map(({ row, message }) => ({
    where: whereOf(row),
    // a row has a name that a reader finds it by
    message: message.replace(/^repeats row (\d+)/, (_, first) => `repeats ${whereOf(Number(first))}`),
  })),
];

const pointsOf = ({ points }: SensorFit, { whereOf }: SensorSource) =>
  points.map(({ row, ...point }) => ({ where: whereOf(row), ...point }));

function sensorRows(fit: SensorFit, unit: string): readonly Row[] {
  const { points, range, gain, offset, covariance, uReferenceGain, dof, exclusions } = fit;
  const k = student95(dof);
  const u = (i: number) => Math.sqrt(Math.max(0, covariance[i]?.[i] ?? Number.NaN));
  const left = exclusions.length === 0 ? "" : `; ${exclusions.length} left out`;
  const [raw, reference] = [
    rangeText(range.raw[0], range.raw[1], unit),
    rangeText(range.reference[0], range.reference[1], unit),
  ];
  const full = correctedAt(fit, range.raw[1]);
  return [
    ["points", `${counted(points.length, "point")}, sensor ${raw}, reference ${reference}${left}`],
    ["model", "true = gain (sensor - offset), line of York"],
    ["gain", figureText({ value: gain, U95: k * Math.hypot(u(0), gain * uReferenceGain) }, "")],
    ["offset", figureText({ value: offset, U95: k * u(1) }, unit)],
    ["fit", goodnessText(fit, unit)],
    [
      "at the top",
      `${plainText(range.raw[1], unit)} means ${figureText({ value: full.value, U95: k * full.u }, unit)}`,
    ],
  ];
}

function goodnessText({ goodness, scaledBy, r2, rms, linearity }: SensorFit, unit: string): string {
  const probability = (p: number) => (p < 1e-3 ? "< 0.001" : p.toFixed(3));
  return [
    ...(goodness ? [`chi2/nu ${plainText(goodness.chi2, "")}/${goodness.dof}, p ${probability(goodness.pValue)}`] : []),
    ...(scaledBy > 1 ? [`variances scaled by ${plainText(scaledBy, "")}`] : []),
    `residuals ${plainText(rms, unit)} rms`,
    `r\u00b2 ${r2.toFixed(6)}`,
    ...(linearity
      ? [`t of a bend ${plainText(linearity.t, "")} (chance reaches ${plainText(linearity.limit, "")})`]
      : []),
  ].join("; ");
}

interface Drawn {
  readonly title: string;
  readonly unit: string;
  readonly source: SensorSource;
  readonly rows: readonly Row[];
}

const SAMPLES = 101;

function picture(fit: SensorFit, { title, unit, source, rows }: Drawn): string {
  const [from, to] = fit.range.raw;
  const sensor = Array.from({ length: SAMPLES }, (_, k) => from + ((to - from) * k) / (SAMPLES - 1));
  const line = sensor.map((raw) => correctedAt(fit, raw));
  const { uRaw, uReference } = source.points;
  const u = (row: number) =>
    uRaw === undefined && uReference === undefined
      ? fit.rms
      : Math.hypot(uReference?.[row] ?? 0, fit.gain * (uRaw?.[row] ?? 0));
  const terms = rows.filter(([label]) => label === "gain" || label === "offset").map((row) => row.join(" "));
  return plotSensor({
    title: title.slice(0, title.indexOf(":")),
    lines: [title.slice(title.indexOf(":") + 2), terms.join("; ")],
    unit,
    points: fit.points.map(({ row, raw, reference, residual }) => ({
      sensor: raw,
      reference,
      u: u(row),
      fitted: reference - residual,
    })),
    fit: { sensor, corrected: line.map(({ value }) => value), u: line.map((each) => each.u), k: student95(fit.dof) },
  });
}
