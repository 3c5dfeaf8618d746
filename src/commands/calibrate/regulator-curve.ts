import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import type { RegulatorCurve } from "../../core/curve.js";
import { curveSchema } from "../../core/curve-schema.js";
import type { Conditions } from "./sides.js";
import type { RegulatorSource } from "./source.js";

/** What a curve says beside its numbers. */
export interface CurveWords {
  readonly id: string;
  readonly date: string;
  readonly conditions: Conditions;
}

/** Residuals are kept in the file up to so many; beyond, the table they came from is the place for them. */
const MOST_RESIDUALS = 200;

/** A fit as a curve, checked as its file will be. */
export function regulatorCurve(fit: RegulatorFit, source: RegulatorSource, words: CurveWords): RegulatorCurve {
  const { quality, from, to, appliesTo, instruments } = source;
  const conditions = conditionsOf(source, words.conditions);
  const curve = curveSchema.parse({
    schema: "joulemark/curve/v1",
    kind: "regulator",
    id: words.id,
    ...(appliesTo && { appliesTo }),
    from,
    to,
    quality,
    source: source.source,
    ...(Object.keys(conditions).length > 0 && { conditions }),
    measured: { date: words.date, instruments },
    range: { currentA: fit.range.currentA, powerW: fit.range.outputW },
    regression: fit.regression,
    model: modelOf(fit),
    fit: qualityOf(fit),
  });
  if (curve.kind !== "regulator") throw new TypeError("a regulator's fit became another kind of curve");
  return curve;
}

const conditionsOf = ({ inputVoltageV, temperatureC }: RegulatorSource, stated: Conditions): Conditions => ({
  ...(inputVoltageV !== undefined && { vinV: rounded(inputVoltageV) }),
  ...(temperatureC !== undefined && { temperatureC: rounded(temperatureC) }),
  ...stated,
});

const rounded = (value: number): number => Number(value.toPrecision(5));

function modelOf({ efficiency, coefficients, covariance, uModelW }: RegulatorFit): RegulatorCurve["model"] {
  if (efficiency !== undefined) return { form: "efficiency", eta: efficiency.eta, u: efficiency.u };
  return { form: "loss", ...coefficients, covariance: covariance.map((row) => [...row]), uModelW };
}

function qualityOf({ model, regression, diagnostics, points, exclusions }: RegulatorFit): RegulatorCurve["fit"] {
  const { goodness, scaledBy, lossR2, rmsRelative, maxRelative, cvRmsW, runsP } = diagnostics;
  const residuals = points.map(
    ({ currentA, inputW, residualW }) => [currentA, inputW, residualW] as [number, number, number],
  );
  return {
    method: `${model}, ${regression}; effective variance`,
    points: diagnostics.points,
    excluded: exclusions.length,
    ...(goodness && { chi2: goodness.chi2, dof: goodness.dof }),
    ...(goodness && Number.isFinite(goodness.pValue) && { pValue: goodness.pValue }),
    scaledBy,
    lossR2,
    rmsRelative,
    maxRelative,
    cvRms: cvRmsW,
    runsP,
    ...(residuals.length <= MOST_RESIDUALS && { residuals }),
  };
}
