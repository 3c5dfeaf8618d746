import { refuseEfficiency, refuseGains, withoutGains } from "./above-one.js";
import { withoutNegatives } from "./constrain.js";
import { type EffectiveFit, fitTerms } from "./effective.js";
import { type Folds, foldsOf, singleFolds } from "./folds.js";
import type { CommonGains } from "./gains.js";
import { type ModelName, modelNames, termsOf } from "./models.js";
import { type Exclusion, type PairedPoints, type UsablePoints, usablePoints } from "./points.js";
import { type Candidate, describeFit } from "./regulator-describe.js";
import type { Regression, RegulatorFit } from "./regulator-fit.js";
import { leftOut, scoreOf, simplest } from "./score.js";
import { distinctLoads, type Refusal, refusal, refuseRegulator } from "./verdict.js";

/** How to fit; every choice has a default. */
export interface RegulatorOptions {
  /** `predictive` (default): for the sensor the points were taken with; `structural`: for any calibrated sensor (1.4). */
  readonly regression?: Regression;
  /** One model, or the simplest that foretells left-out steps as well as the best does (default). */
  readonly model?: ModelName | "auto";
  /** Huber's weights; by default where noise is given and there are at least 10 points: residuals judge outliers by it. */
  readonly robust?: boolean;
  /** Use the points taken at this input voltage only. */
  readonly inputVoltageV?: number;
  /** Gain uncertainties of the meters. A predictive curve absorbs those of current and voltage. */
  readonly gains?: CommonGains;
}

/** A fit, or why there is none; the fit that was refused comes along where there is one, for a plot. */
export type RegulatorOutcome =
  | { readonly accepted: true; readonly fit: RegulatorFit; readonly exclusions: readonly Exclusion[] }
  | {
      readonly accepted: false;
      readonly refusals: readonly Refusal[];
      readonly exclusions: readonly Exclusion[];
      readonly fit?: RegulatorFit;
    };

const LEAST_FOR_HUBER = 10;

/**
 * Fits a regulator's input power over its load (measurement.md 1.1 to 1.5), or refuses: rows that cannot be used are left out
 * and listed, and points that make no calibration are none.
 */
export function fitRegulator(given: PairedPoints, options: RegulatorOptions = {}): RegulatorOutcome {
  const usable = withoutGains(usablePoints(given, options.inputVoltageV));
  const { points, exclusions } = usable;
  const refusals = [...refuseGains(exclusions, points.currentA.length), ...refuseRegulator(points, exclusions)];
  if (refusals.length > 0) return { accepted: false, refusals, exclusions };
  return fitUsable(usable, options);
}

function fitUsable(usable: UsablePoints, options: RegulatorOptions): RegulatorOutcome {
  const { points, exclusions } = usable;
  const folds = points.step === undefined ? singleFolds(points.currentA.length) : foldsOf(points.step);
  const robust = options.robust ?? (points.noise !== undefined && points.currentA.length >= LEAST_FOR_HUBER);
  const candidates = candidateModels(points, options.model).flatMap(
    (model) => candidateOf({ model, points, folds, robust, regression: options.regression ?? "predictive" }) ?? [],
  );
  const chosen = options.model === undefined || options.model === "auto" ? simplest(candidates) : candidates[0];
  if (chosen === undefined) return { accepted: false, refusals: [undetermined(folds, options.model)], exclusions };
  const fit = describeFit({ chosen, candidates, usable, folds, robust, options });
  const refusals = refuseEfficiency(fit);
  return refusals.length > 0 ? { accepted: false, refusals, exclusions, fit } : { accepted: true, fit, exclusions };
}

/** The models that the loads can tell apart: one load more than a model has terms, so that it can be wrong. */
function candidateModels({ currentA }: PairedPoints, asked: ModelName | "auto" = "auto"): readonly ModelName[] {
  if (asked !== "auto") return [asked];
  const loads = distinctLoads(currentA);
  return modelNames.filter((model) => termsOf[model].length < loads);
}

interface CandidateProblem {
  readonly model: ModelName;
  readonly points: PairedPoints;
  readonly folds: Folds;
  readonly robust: boolean;
  readonly regression: Regression;
}

function candidateOf({ model, points, folds, robust, regression }: CandidateProblem): Candidate | undefined {
  const free = fitTerms(points, termsOf[model], robust);
  if (free === undefined || !isDetermined(free)) return undefined;
  // The linear term of a predictive curve takes up how the two meters differ (1.4), and shapes what the other two cannot: it
  // may have either sign. Three measured sweeps of converters all have it below 0, and are fitted up to 16 times closer.
  const constrained = withoutNegatives(points, free, regression === "predictive" ? ["b"] : []);
  const out = leftOut(constrained.fit, folds);
  return { model, free, ...constrained, out, ...scoreOf(out, folds, robust) };
}

const isDetermined = ({ residuals, names }: EffectiveFit): boolean => residuals.length > names.length;

const undetermined = (folds: Folds, model: ModelName | "auto" = "auto"): Refusal =>
  refusal(
    "too-few-steps",
    `${folds.count} load steps do not determine ${model === "auto" ? "any model" : `a ${model} curve`} when one is left out`,
    "Measure at more loads",
  );
