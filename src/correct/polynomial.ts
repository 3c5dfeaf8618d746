import type { CurveErrors } from "../core/correction.js";
import type { RegulatorCurve } from "../core/curve.js";
import type { Model } from "../core/quantity.js";
import { cholesky, contributionsOf } from "./cholesky.js";
import type { Load } from "./stage.js";

/** u of the efficiency from which on the curve is used too near to no load for a linear form (measurement.md 2.5). */
const STRAINED = 0.1;

type Form<Name extends RegulatorCurve["model"]["form"]> = Extract<RegulatorCurve["model"], { form: Name }>;
/** Coefficients of a loss with their covariance, as the file holds them. */
export type Terms = Omit<Form<"loss">, "form">;

/** Coefficients of a loss polynomial with the independent errors behind their covariance. */
export interface Polynomial {
  readonly aW: number;
  readonly bV: number;
  readonly cOhm: number;
  readonly uModelW: number;
  /** L with L L' = covariance: each column is an error of its own. */
  readonly lower: readonly Float64Array[];
}

/** The polynomial of a curve. */
export const polynomialOf = ({ aW, bV, cOhm, covariance, uModelW }: Terms): Polynomial => ({
  aW,
  bV,
  cOhm,
  uModelW,
  lower: cholesky(covariance),
});

/** P_in of a load: P_out + a + b I + c I^2 (measurement.md 1.1). */
export const inputOf = ({ aW, bV, cOhm }: Polynomial, { currentA, voltageV }: Load): number =>
  voltageV * currentA + aW + currentA * (bV + cOhm * currentA);

/** s = dP_in/dI at the voltage there is (measurement.md 1.3). */
export const slopeOf = ({ bV, cOhm }: Polynomial, { currentA, voltageV }: Load): number =>
  voltageV + bV + 2 * cOhm * currentA;

/**
 * The load current of an input power, in the form that stays exact for c -> 0 (measurement.md 1.5); NaN below the loss
 * without load.
 */
export function currentOf({ aW, bV, cOhm }: Polynomial, inputW: number, voltageV: number): number {
  const B = voltageV + bV;
  const left = inputW - aW;
  return left < 0 ? Number.NaN : (2 * left) / (B + Math.sqrt(B * B + 4 * cOhm * left));
}

/** Errors of a polynomial at a load, each times `factor`: its own in P_in for factor 1. */
export function polynomialErrors(
  polynomial: Polynomial,
  load: Load,
  { id, factor }: { readonly id: string; readonly factor: number },
): CurveErrors {
  const { currentA } = load;
  const { lower, uModelW } = polynomial;
  const own = contributionsOf([1, currentA, currentA * currentA], lower);
  const fitted = own.map((u, k) => [`${id}/fit[${k}]`, u * factor] as const);
  const inputW = inputOf(polynomial, load);
  return {
    sources: [...fitted, [`${id}/model`, uModelW * factor] as const],
    shapes: [],
    dof: [],
    strained: Math.hypot(...own, uModelW) > STRAINED * Math.abs(inputW),
  };
}

/** A polynomial with each of its independent errors moved by so many standard uncertainties. */
export function movedBy(polynomial: Polynomial, id: string, widen: number): (place: (id: string) => number) => Moved {
  const { lower, aW, bV, cOhm } = polynomial;
  return (place) => {
    const places = lower.map((_, k) => place(`${id}/fit[${k}]`));
    return (deviations) => {
      const moved = (row: number) =>
        places.reduce((sum, at, k) => sum + widen * (lower[row]?.[k] ?? 0) * (deviations[at] ?? 0), 0);
      return { ...polynomial, aW: aW + moved(0), bV: bV + moved(1), cOhm: cOhm + moved(2) };
    };
  };
}
type Moved = (deviations: Float64Array) => Polynomial;

/** A model of a ratio that is 1 without deviations. */
export const ratioModel =
  (bind: (place: (id: string) => number) => (deviations: Float64Array) => number, atZero: number): Model =>
  (place) => {
    const bound = bind(place);
    return (deviations) => bound(deviations) / atZero;
  };
