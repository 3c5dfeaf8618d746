import type { Curve, CurveQuality, GainOffsetCurve, RegulatorCurve } from "../../src/core/curve.js";
import type { RegulatorFit } from "./regulator-fit.js";
import type { SensorFit } from "./sensor.js";

/** What a curve file says beside the fit: which rail, which points, with what and when it was measured. */
export interface CurveProvenance {
  readonly id: string;
  readonly title?: string;
  readonly appliesTo?: Curve["appliesTo"];
  readonly from: Curve["from"];
  readonly to: Curve["to"];
  readonly quality: Extract<CurveQuality, "bench-curve" | "paired-live">;
  readonly source: string;
  readonly measured: NonNullable<Curve["measured"]>;
  readonly temperatureC?: number;
  readonly mode?: string;
}

/** Residuals a file keeps; of more points, so many evenly picked. */
const MOST_RESIDUALS = 1000;

/** A regulator's fit as a curve file holds it. */
export function regulatorCurve(fit: RegulatorFit, provenance: CurveProvenance): RegulatorCurve {
  const { temperatureC, mode } = provenance;
  return {
    schema: "joulemark/curve/v1",
    kind: "regulator",
    ...common(provenance),
    conditions: {
      ...(fit.range.inputVoltageV && { vinV: middle(fit.range.inputVoltageV) }),
      voutV: middle(fit.range.voltageV),
      ...(temperatureC !== undefined && { temperatureC }),
      ...(mode !== undefined && { mode }),
    },
    range: { currentA: [...fit.range.currentA], powerW: [...fit.range.outputW] },
    fit: regulatorStatistics(fit),
    regression: fit.regression,
    model: modelOf(fit),
  };
}

function common({ temperatureC: _, mode: __, measured, appliesTo, ...words }: CurveProvenance) {
  return { ...words, measured, ...(appliesTo && { appliesTo }) };
}

const middle = ([low, high]: readonly [number, number]): number => (low + high) / 2;

function modelOf({ efficiency, coefficients, covariance, uModelW }: RegulatorFit): RegulatorCurve["model"] {
  if (efficiency !== undefined)
    return { form: "efficiency", eta: Math.min(1, efficiency.eta), u: Math.max(efficiency.u, Number.EPSILON) };
  return { form: "loss", ...coefficients, covariance: rows(covariance), uModelW };
}

const rows = (matrix: readonly (readonly number[])[]): number[][] => matrix.map((row) => [...row]);

function regulatorStatistics(fit: RegulatorFit): NonNullable<Curve["fit"]> {
  const { model, diagnostics, exclusions, points } = fit;
  const { goodness, downWeightedRows } = diagnostics;
  const robust = downWeightedRows.length > 0 ? ", Huber's weights" : "";
  return {
    method: `${model}, effective variance${goodness === undefined ? " with the residuals as noise" : ""}${robust}`,
    points: diagnostics.points,
    excluded: exclusions.length,
    ...(goodness && { chi2: goodness.chi2, dof: goodness.dof, pValue: goodness.pValue }),
    ...covarianceDof(fit),
    scaledBy: diagnostics.scaledBy,
    lossR2: diagnostics.lossR2,
    rmsRelative: diagnostics.rmsRelative,
    maxRelative: diagnostics.maxRelative,
    cvRms: diagnostics.cvRmsW,
    runsP: diagnostics.runsP,
    residuals: thinned(points).map(({ currentA, inputW, residualW }) => [currentA, inputW, residualW]),
  };
}

/** Without stated noise the residuals are all that a covariance rests on: so few points, so little is known of it. */
const covarianceDof = ({ dof }: RegulatorFit | SensorFit) => (Number.isFinite(dof) ? { covarianceDof: dof } : {});

function thinned<T>(points: readonly T[]): readonly T[] {
  const step = Math.max(1, points.length / MOST_RESIDUALS);
  return Array.from({ length: Math.min(points.length, MOST_RESIDUALS) }, (_, k) => points[Math.floor(k * step)]).filter(
    (point) => point !== undefined,
  );
}

/** A sensor's fit as a curve file holds it; `of` is what the sensor measures. */
export function sensorCurve(fit: SensorFit, of: GainOffsetCurve["of"], provenance: CurveProvenance): GainOffsetCurve {
  const key = ({ power: "powerW", current: "currentA", voltage: "voltageV" } as const)[of];
  const { temperatureC } = provenance;
  return {
    schema: "joulemark/curve/v1",
    kind: "gain-offset",
    ...common(provenance),
    ...(temperatureC !== undefined && { conditions: { temperatureC } }),
    range: { [key]: [...fit.range.raw] },
    fit: {
      method: `line of York${fit.goodness === undefined && fit.points.length > 2 ? " with the residuals as noise" : ""}`,
      points: fit.points.length,
      excluded: fit.exclusions.length,
      ...(fit.goodness && { chi2: fit.goodness.chi2, dof: fit.goodness.dof, pValue: fit.goodness.pValue }),
      ...covarianceDof(fit),
      scaledBy: fit.scaledBy,
      residuals: thinned(fit.points).map(({ raw, reference, residual }) => [raw, reference, residual]),
    },
    of,
    gain: fit.gain,
    offset: fit.offset,
    covariance: rows(fit.covariance),
    uReferenceGain: fit.uReferenceGain,
  };
}
