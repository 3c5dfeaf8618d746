import type { Finding } from "../../src/core/finding.js";
import type { Matrix } from "./linear.js";
import type { ModelName, Term, Terms } from "./models.js";
import type { Exclusion } from "./points.js";
import type { Score } from "./score.js";

/** From and to of what was measured. */
export type Interval = readonly [low: number, high: number];

/** Which sensor the curve is for: the very one it was fitted on, whose errors it absorbs, or any calibrated one (1.4). */
export type Regression = "predictive" | "structural";

/** How well the fit follows its points (measurement.md 1.5). Powers in W. */
export interface RegulatorDiagnostics {
  readonly points: number;
  readonly parameters: number;
  /** Load steps, and loads that differ by more than 1 % of the largest. */
  readonly steps: number;
  readonly loads: number;
  /** Absent where no noise was given: the residuals then are the noise, and judge nothing. */
  readonly goodness?: { readonly chi2: number; readonly dof: number; readonly pValue: number };
  /** The covariance was multiplied by this: chi2/dof where that is above 1 by more than chance. */
  readonly scaledBy: number;
  /** Relative noise of the input power that the residuals show; given where none was stated. */
  readonly noiseFromResiduals?: number;
  /** Weighted R^2 of the loss: that of the power is always close to 1 and says nothing. */
  readonly lossR2: number;
  /** Residuals over the input power. */
  readonly rmsRelative: number;
  readonly maxRelative: number;
  /** Root mean square error of points left out with their step. */
  readonly cvRmsW: number;
  /** Probability of so few changes of sign among the residuals, in the order of the current. */
  readonly runsP: number;
  /** Rows (as given) that the fit follows more than it judges, and those it believes less than the others. */
  readonly leverageRows: readonly number[];
  readonly downWeightedRows: readonly number[];
}

/** A model that was tried, and how well it foretells steps it has not seen. */
export interface TriedModel extends Score {
  readonly model: ModelName;
}

/** One used point: its row as given, where it lies, and what the fit misses it by. */
export interface FittedPoint {
  readonly row: number;
  readonly currentA: number;
  readonly voltageV: number;
  readonly inputW: number;
  /** Measured minus fitted input, and the standard uncertainty of that by the point's noise (NaN where none was given). */
  readonly residualW: number;
  readonly uW: number;
}

/** Input power over load, fitted: plain data, for a curve file, a table or a plot. */
export interface RegulatorFit {
  readonly model: ModelName;
  readonly regression: Regression;
  /** P_in = P_out + a + b I + c I^2; of one efficiency, b is the loss over the mean current and voltage. */
  readonly coefficients: { readonly aW: number; readonly bV: number; readonly cOhm: number };
  /** Of aW, bV, cOhm in this order, scaled, the common gains in it. */
  readonly covariance: Matrix;
  /** The one efficiency, its standard uncertainty by noise and gains, and by the model as well; for `constant-eta` only. */
  readonly efficiency?: { readonly eta: number; readonly u: number };
  /** Standard uncertainty of the model itself: what left-out points are missed by beyond their noise. */
  readonly uModelW: number;
  readonly uModelRelative: number;
  /** Degrees of freedom of the covariance; Infinity where the noise was given. */
  readonly dof: number;
  readonly range: {
    readonly currentA: Interval;
    readonly voltageV: Interval;
    readonly outputW: Interval;
    readonly inputW: Interval;
    readonly inputVoltageV?: Interval;
  };
  readonly diagnostics: RegulatorDiagnostics;
  readonly tried: readonly TriedModel[];
  readonly points: readonly FittedPoint[];
  readonly exclusions: readonly Exclusion[];
  readonly findings: readonly Finding[];
  /** The terms as they were fitted, their order and their covariance: what `inputAt` computes with. */
  readonly fitted: { readonly terms: Terms; readonly names: readonly Term[]; readonly covariance: Matrix };
}
