import { fitRegulator, type RegulatorOptions, type RegulatorOutcome } from "../../../calibration/fit/regulator.js";
import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import { regulatorCurve } from "../../../calibration/fit/to-curve.js";
import type { Curve, RegulatorCurve } from "../../core/curve.js";
import type { Finding } from "../../core/finding.js";
import { student95 } from "../../core/stats.js";
import { rangeText } from "../../report/number.js";
import type { Context } from "../context.js";
import { asCurve, provenanceOf } from "./as-curve.js";
import { withCommonOffset } from "./common-offsets.js";
import { deliver } from "./deliver.js";
import type { Delivery } from "./delivery.js";
import { REACHES, reachOf } from "./reach.js";
import { regulatorPicture } from "./regulator-picture.js";
import { peakOf, type ShapePoint, shapeAtShare, shapeOf } from "./regulator-shape.js";
import { regulatorRows } from "./regulator-summary.js";
import type { Conditions } from "./sides.js";
import type { RegulatorSource } from "./source.js";
import type { LeftOut, Row } from "./summary.js";

/** How to fit and what to write. */
export interface RegulatorRequest {
  readonly fit: RegulatorOptions;
  readonly conditions: Conditions;
  readonly delivery: Delivery;
}

/** Points to a curve: fitted, judged, written and told. Throws CALIBRATION when they make none. */
export function calibrateRegulator(source: RegulatorSource, request: RegulatorRequest, context: Context): void {
  const { delivery, conditions } = request;
  const { gains } = source;
  const fitted = fitRegulator(source.points, { ...request.fit, ...(gains && { gains }) });
  const outcome = fitted.accepted ? { ...fitted, fit: withOffsets(fitted.fit, source) } : fitted;
  const title = `${delivery.id}: ${source.from} to ${source.to}, from ${source.source}`;
  const { from, to, temperatureC } = source;
  const said = { ...provenanceOf(source, delivery), from, to, ...(temperatureC !== undefined && { temperatureC }) };
  const curve = outcome.accepted
    ? asCurve(reaching(regulatorCurve(outcome.fit, said), outcome.fit, source), conditions)
    : undefined;
  const chosen = request.fit.model === undefined || request.fit.model === "auto" ? "auto" : "asked";
  const rows = outcome.fit === undefined ? [] : rowsOf(outcome.fit, chosen, curve);
  const { fit } = outcome;
  const terms = rows.filter(([label]) => ["a", "b", "c", "eta"].includes(label)).map((row) => row.join(" "));
  const told = [rows.find(([label]) => label === "model")?.[1] ?? "", terms.join("; ")];
  deliver(
    {
      curve,
      title,
      rows,
      findings: [...findingsOf(source, outcome), ...voltageUnknown(source, conditions)],
      leftOut: leftOutOf(source, outcome),
      picture:
        fit &&
        (() => regulatorPicture(fit, delivery.id, [`${source.from} to ${source.to}, from ${source.source}`, ...told])),
      details: fit === undefined ? {} : detailsOf(fit, source),
    },
    delivery,
    context,
  );
}

/** A curve from recordings or live holds for what its outermost steps drew, sample by sample. */
function reaching(curve: RegulatorCurve, { points }: RegulatorFit, { scatter }: RegulatorSource): RegulatorCurve {
  if (scatter === undefined) return curve;
  const sds = (column: Float64Array) => points.map(({ row }) => column[row] ?? Number.NaN);
  const currents = points.map(({ currentA }) => currentA);
  const watts = points.map(({ currentA, voltageV }) => currentA * voltageV);
  const range = {
    currentA: [...reachOf(currents, sds(scatter.currentA))] as [number, number],
    powerW: [...reachOf(watts, sds(scatter.powerW))] as [number, number],
  };
  return { ...curve, range };
}

function rowsOf(fit: RegulatorFit, chosen: "auto" | "asked", curve: Curve | undefined): readonly Row[] {
  const rows = regulatorRows(fit, chosen);
  const current = curve?.range?.currentA;
  if (current === undefined || (current[0] === fit.range.currentA[0] && current[1] === fit.range.currentA[1]))
    return rows;
  return [...rows.slice(0, 1), ["range", `${rangeText(...current, "A")}, ${REACHES}`], ...rows.slice(1)];
}

/** A predictive curve absorbs what its own output sensor adds; one for any sensor has it as if it were loss. */
const withOffsets = (fit: RegulatorFit, { uInputOffsetW = 0, uOutputOffsetW = 0 }: RegulatorSource): RegulatorFit =>
  withCommonOffset(fit, fit.regression === "structural" ? Math.hypot(uInputOffsetW, uOutputOffsetW) : uInputOffsetW);

/** Findings name rows by their number; here they have a name that a reader finds them by. */
function findingsOf({ findings, whereOf }: RegulatorSource, outcome: RegulatorOutcome): readonly Finding[] {
  const { fit } = outcome;
  const rows: Readonly<Record<string, readonly number[] | undefined>> = {
    leverage: fit?.diagnostics.leverageRows,
    "points-down-weighted": fit?.diagnostics.downWeightedRows,
  };
  const named = (fit?.findings ?? [])
    // the list of what was left out says it better
    .filter(({ code }) => code !== "rows-excluded")
    .map((finding) => {
      const places = rows[finding.code]?.slice(0, MOST_NAMED).map(whereOf).join(", ");
      return places === undefined ? finding : { ...finding, message: `${finding.message} (from 0; ${places})` };
    });
  const refusals = (outcome.accepted ? [] : outcome.refusals).map((refusal) => ({
    ...refusal,
    message: refusal.message.replace(/in row (\d+)/, (_, row) => `in ${whereOf(Number(row))}`),
  }));
  return [...refusals, ...findings, ...named];
}

/** A curve belongs to one voltage at its input (measurement.md 1.1), and points of several would be fitted unseen. */
const voltageUnknown = ({ points }: RegulatorSource, { vinV }: Conditions): readonly Finding[] =>
  points.inputVoltageV !== undefined || vinV !== undefined
    ? []
    : [
        {
          code: "input-voltage-unknown",
          severity: "note",
          message: "Nothing says the voltage at the input: points taken at several would not be told apart",
          remedy: "Name it with --vin VOLTS; a table's column of it with vin=COLUMN in --map",
        },
      ];

const MOST_NAMED = 3;

const leftOutOf = ({ leftOut, whereOf }: RegulatorSource, { exclusions }: RegulatorOutcome): readonly LeftOut[] => [
  ...leftOut,
  ...exclusions.map(({ row, message }) => ({
    where: whereOf(row),
    // a row has a name that a reader finds it by
    message: message.replace(/^repeats row (\d+)/, (_, first) => `repeats ${whereOf(Number(first))}`),
  })),
];

/** What --json says of a fit beside its curve. */
function detailsOf(fit: RegulatorFit, { whereOf }: RegulatorSource) {
  const k = student95(fit.dof);
  const told = (at: ShapePoint | undefined) =>
    at && { currentA: at.currentA, eta: { value: at.efficiency, u: at.uEfficiency, U95: k * at.uEfficiency } };
  return {
    diagnostics: fit.diagnostics,
    tried: fit.tried,
    range: fit.range,
    efficiency: {
      peak: told(peakOf(shapeOf(fit))) ?? null,
      at: [0.1, 0.5, 1].map((share) => ({ shareOfRange: share, ...(told(shapeAtShare(fit, share)) ?? { eta: null }) })),
    },
    points: fit.points.map(({ row, ...point }) => ({ where: whereOf(row), ...point })),
  };
}
