import { fitRegulator, type RegulatorOptions, type RegulatorOutcome } from "../../../calibration/fit/regulator.js";
import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import { student95 } from "../../core/stats.js";
import type { Context } from "../context.js";
import { deliver } from "./deliver.js";
import type { Delivery } from "./delivery.js";
import { regulatorCurve } from "./regulator-curve.js";
import { regulatorPicture } from "./regulator-picture.js";
import { peakOf, type ShapePoint, shapeAtShare, shapeOf } from "./regulator-shape.js";
import { regulatorRows } from "./regulator-summary.js";
import type { Conditions } from "./sides.js";
import type { RegulatorSource } from "./source.js";
import type { LeftOut } from "./summary.js";

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
  const outcome = fitRegulator(source.points, { ...request.fit, ...(gains && { gains }) });
  const title = `${delivery.id}: ${source.from} to ${source.to}, from ${source.source}`;
  const curve = outcome.accepted ? regulatorCurve(outcome.fit, source, { ...delivery, conditions }) : undefined;
  const chosen = request.fit.model === undefined || request.fit.model === "auto" ? "auto" : "asked";
  const rows = outcome.fit === undefined ? [] : regulatorRows(outcome.fit, chosen);
  const lines = rows.filter(([label]) => ["model", "a", "b", "c", "eta"].includes(label)).map(([, words]) => words);
  const { fit } = outcome;
  deliver(
    {
      curve,
      title,
      rows,
      findings: findingsOf(source, outcome),
      leftOut: leftOutOf(source, outcome),
      picture: fit && (() => regulatorPicture(fit, title, lines)),
      details: fit === undefined ? {} : detailsOf(fit, source),
    },
    delivery,
    context,
  );
}

const findingsOf = ({ findings }: RegulatorSource, outcome: RegulatorOutcome) => [
  ...(outcome.accepted ? [] : outcome.refusals),
  ...findings,
  ...(outcome.fit?.findings ?? []),
];

const leftOutOf = ({ leftOut, whereOf }: RegulatorSource, { exclusions }: RegulatorOutcome): readonly LeftOut[] => [
  ...leftOut,
  ...exclusions.map(({ row, message }) => ({ where: whereOf(row), message })),
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
