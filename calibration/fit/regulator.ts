import { refuseEfficiency, refuseGains, withoutGains } from "./above-one.js";
import { withoutNegatives } from "./constrain.js";
import { type EffectiveFit, fitTerms, refitTerms } from "./effective.js";
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
  const problem = { points, folds, robust, regression: options.regression ?? "predictive" };
  const candidates = candidatesOf(problem, candidateModels(points, options.model));
  const simple = simplest(candidates) ?? (isAuto(options.model) ? undefined : candidates[0]);
  // The weights of the fullest model served for the choice; a simpler one that is chosen gets its own.
  const chosen = simple && (simple === candidates.at(-1) ? simple : (ownFit(problem, simple.model) ?? simple));
  if (chosen === undefined) return { accepted: false, refusals: [undetermined(folds, options.model)], exclusions };
  const fit = describeFit({ chosen, candidates, usable, folds, robust, options });
  const refusals = refuseEfficiency(fit, chosen.free.terms);
  return refusals.length > 0 ? { accepted: false, refusals, exclusions, fit } : { accepted: true, fit, exclusions };
}

const isAuto = (model: ModelName | "auto" = "auto"): boolean => model === "auto";

/** The models that the loads can tell apart: one load more than a model has terms, so that it can be wrong. */
function candidateModels({ currentA }: PairedPoints, asked: ModelName | "auto" = "auto"): readonly ModelName[] {
  if (asked !== "auto") return [asked];
  const loads = distinctLoads(currentA);
  return modelNames.filter((model) => termsOf[model].length < loads);
}

interface Problem {
  readonly points: PairedPoints;
  readonly folds: Folds;
  readonly robust: boolean;
  readonly regression: Regression;
}

/**
 * The models, judged by the same weights: those of the fullest that the points determine. Whether a point is an outlier is a
 * question to the model that comes closest, and a model that misses by more must not excuse itself by that.
 */
function candidatesOf(problem: Problem, models: readonly ModelName[]): readonly Candidate[] {
  const [fullest, ...others] = models.toReversed();
  if (fullest === undefined) return [];
  const full = determined(fitTerms(problem.points, termsOf[fullest], problem.robust));
  if (full === undefined) return candidatesOf(problem, models.slice(0, -1));
  const simpler = others.toReversed().flatMap((model) => {
    const free = determined(refitTerms(problem.points, full, termsOf[model]));
    return free === undefined ? [] : [candidateOf(problem, model, free)];
  });
  return [...simpler, candidateOf(problem, fullest, full)];
}

function ownFit(problem: Problem, model: ModelName): Candidate | undefined {
  const free = determined(fitTerms(problem.points, termsOf[model], problem.robust));
  return free && candidateOf(problem, model, free);
}

const determined = (fit: EffectiveFit | undefined): EffectiveFit | undefined =>
  fit !== undefined && fit.residuals.length > fit.names.length ? fit : undefined;

function candidateOf({ points, folds, robust, regression }: Problem, model: ModelName, free: EffectiveFit): Candidate {
  // The linear term of a predictive curve takes up how the two meters differ (1.4), and shapes what the other two cannot: it
  // may have either sign. Three measured sweeps of converters all have it below 0, and are fitted up to 16 times closer.
  const constrained = withoutNegatives(points, free, regression === "predictive" ? ["b"] : []);
  const out = leftOut(constrained.fit, folds);
  return { model, free, ...constrained, out, ...scoreOf(out, folds, robust) };
}

const undetermined = (folds: Folds, model: ModelName | "auto" = "auto"): Refusal =>
  refusal(
    "too-few-steps",
    `${folds.count} load steps do not determine ${model === "auto" ? "any model" : `a ${model} curve`} when one is left out`,
    "Measure at more loads",
  );
