import type { ConstrainedFit } from "./constrain.js";
import type { LeftOut } from "./cross-validate.js";
import { chi2Of, goodness, pullingPoints, runsTail, sizes, upwardScale, weightedR2 } from "./diagnostics.js";
import type { EffectiveFit } from "./effective.js";
import type { Folds } from "./folds.js";
import { withCommonGains } from "./gains.js";
import type { Matrix } from "./linear.js";
import { lossCovariance, type ModelName } from "./models.js";
import { extent, type UsablePoints } from "./points.js";
import type { RegulatorOptions } from "./regulator.js";
import { findingsOf } from "./regulator-findings.js";
import type { FittedPoint, Interval, RegulatorDiagnostics, RegulatorFit } from "./regulator-fit.js";
import type { Score } from "./score.js";
import { modelUncertainty } from "./u-model.js";
import { distinctLoads } from "./verdict.js";

/** A model fitted and judged. */
export interface Candidate extends ConstrainedFit, Score {
  readonly model: ModelName;
  /** Without the constraint: its covariance holds for the constrained fit too, since a term set to 0 is not known to be 0. */
  readonly free: EffectiveFit;
  readonly out: LeftOut;
}

/** A chosen model and what it was chosen from. */
export interface Chosen {
  readonly chosen: Candidate;
  readonly candidates: readonly Candidate[];
  readonly usable: UsablePoints;
  readonly folds: Folds;
  readonly robust: boolean;
  readonly options: RegulatorOptions;
}

/** A fit as plain data, with its diagnostics. */
export function describeFit(from: Chosen): RegulatorFit {
  const { chosen, candidates, usable, options } = from;
  const { points, exclusions } = usable;
  const diagnostics = diagnose(from);
  const regression = options.regression ?? "predictive";
  const voltageV = meanVoltage(usable);
  const covariance = withCommonGains(scaled(chosen.free.covariance, scaleOf(from)), chosen.free.names, {
    terms: chosen.fit.terms,
    voltageV,
    gains: regression === "predictive" ? { input: options.gains?.input ?? 0 } : (options.gains ?? {}),
  });
  const { a, b, c, k } = chosen.fit.terms;
  const uModel = modelUncertainty(from, diagnostics.goodness?.pValue);
  const fitted = { terms: chosen.fit.terms, names: chosen.free.names, covariance };
  const fit = {
    model: chosen.model,
    regression,
    coefficients: { aW: a, bV: b + k * voltageV, cOhm: c },
    covariance: coefficientCovariance(chosen, covariance, voltageV),
    ...efficiencyOf(chosen.model, fitted, uModel.uModelRelative),
    ...uModel,
    dof: points.noise === undefined ? diagnostics.points - diagnostics.parameters : Number.POSITIVE_INFINITY,
    range: rangeOf(usable),
    diagnostics,
    tried: candidates.map(({ model, score, error }) => ({ model, score, error })),
    points: fittedPoints(chosen.fit, usable),
    exclusions,
    fitted,
  };
  return { ...fit, findings: findingsOf(from, fit) };
}

const scaled = (matrix: Matrix, factor: number): Matrix => matrix.map((row) => row.map((value) => factor * value));

/** Only upward where the noise was given; either way where the residuals are all there is. */
function scaleOf({ chosen, usable, robust }: Chosen): number {
  const chi2 = chi2Of(chosen.fit, robust);
  const dof = chosen.fit.residuals.length - chosen.free.names.length;
  return usable.points.noise === undefined ? chi2 / dof : upwardScale(chi2, dof);
}

/** Of a, b and c; of one efficiency, b is what it loses over the mean voltage. */
function coefficientCovariance({ free }: Candidate, covariance: Matrix, voltageV: number): Matrix {
  if (!free.names.includes("k")) return lossCovariance(free.names, covariance);
  const variance = voltageV ** 2 * (covariance[0]?.[0] ?? Number.NaN);
  return [
    [0, 0, 0],
    [0, variance, 0],
    [0, 0, 0],
  ];
}

function efficiencyOf(model: ModelName, { terms, covariance }: RegulatorFit["fitted"], uModelRelative: number) {
  if (model !== "constant-eta") return {};
  const eta = 1 / (1 + terms.k);
  const relative = Math.hypot(eta * Math.sqrt(covariance[0]?.[0] ?? Number.NaN), uModelRelative);
  return { efficiency: { eta, u: eta * relative } };
}

function diagnose(from: Chosen): RegulatorDiagnostics {
  const { chosen, usable, folds, robust } = from;
  const { points, rows } = usable;
  const { fit } = chosen;
  const n = fit.residuals.length;
  const parameters = chosen.free.names.length;
  const loss = points.inputW.map((input, i) => input - (points.currentA[i] ?? 0) * (points.voltageV[i] ?? 0));
  const relative = sizes(fit.residuals.map((residual, i) => residual / (points.inputW[i] ?? Number.NaN)));
  const ratio = scaleOf(from);
  const known = points.noise !== undefined;
  return {
    points: n,
    parameters,
    steps: folds.count,
    loads: distinctLoads(points.currentA),
    ...(known
      ? { goodness: goodness(chi2Of(fit, robust), n - parameters), scaledBy: ratio }
      : { noiseFromResiduals: Math.sqrt(ratio), scaledBy: 1 }),
    lossR2: weightedR2(loss, fit),
    rmsRelative: relative.rms,
    maxRelative: relative.max,
    cvRmsW: sizes(chosen.out.z.map((z, i) => z * Math.sqrt(fit.variances[i] ?? Number.NaN))).rms,
    runsP: runsTail(points.currentA, fit.residuals),
    leverageRows: pullingPoints(fit.basis).map((i) => rows[i] ?? -1),
    downWeightedRows: Array.from(rows).filter((_, i) => (fit.trust[i] ?? 1) < 1),
  };
}

function meanVoltage({ points }: UsablePoints): number {
  return points.voltageV.reduce((sum, voltage) => sum + voltage, 0) / points.voltageV.length;
}

function rangeOf({ points }: UsablePoints): RegulatorFit["range"] {
  const between = (values: Float64Array): Interval => [extent(values).low, extent(values).high];
  const { currentA, voltageV, inputW, inputVoltageV } = points;
  return {
    currentA: between(currentA),
    voltageV: between(voltageV),
    outputW: between(currentA.map((current, i) => current * (voltageV[i] ?? Number.NaN))),
    inputW: between(inputW),
    ...(inputVoltageV && { inputVoltageV: between(inputVoltageV) }),
  };
}

function fittedPoints(fit: EffectiveFit, { points, rows }: UsablePoints): readonly FittedPoint[] {
  return Array.from(rows, (row, i) => {
    const at = (column: Float64Array) => column[i] ?? Number.NaN;
    return {
      row,
      currentA: at(points.currentA),
      voltageV: at(points.voltageV),
      inputW: at(points.inputW),
      residualW: at(fit.residuals),
      uW: points.noise === undefined ? Number.NaN : Math.sqrt(at(fit.variances)),
    };
  });
}
