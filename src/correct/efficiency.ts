import type { CurveErrors, Operating, OperatingColumns } from "../core/correction.js";
import type { Shape } from "../core/quantity.js";
import { ratioModel } from "./polynomial.js";
import { byPower, type Conversion } from "./stage.js";

/** From here on u(eta) over eta is too much for a linear form (measurement.md 2.5). */
const STRAINED = 0.1;
/** No draw of an efficiency is below this or above 1. */
const LEAST_ETA = 0.01;

/** One efficiency for every load. */
export interface ConstantEfficiency {
  readonly eta: number;
  readonly halfWidth?: number | undefined;
  readonly u?: number | undefined;
}

/** An efficiency at some load with its error. */
export interface Eta {
  readonly eta: number;
  readonly u: number;
  readonly shape?: Shape | undefined;
}

/** Standard uncertainty of a rectangular interval, or the one that is stated. */
export const etaOf = ({ eta, halfWidth, u = Number.NaN }: ConstantEfficiency): Eta =>
  halfWidth === undefined ? { eta, u } : { eta, u: halfWidth / Math.sqrt(3), shape: "rectangular" };

/** P_in = P_out / eta. */
export function efficiency(given: ConstantEfficiency, id: string): Conversion {
  const eta = etaOf(given);
  return {
    apply: (columns) => divideAll(columns, eta.eta),
    at: ({ powerW }) => powerW / eta.eta,
    slopes: (operating) => byPower(1 / eta.eta, operating),
    errors: ({ powerW }, widen) => inputErrors(eta, powerW / eta.eta, { id, widen }),
  };
}

/** P_out = eta P_in, which is linear in eta. */
export function inverseEfficiency(given: ConstantEfficiency, id: string): Conversion {
  const eta = etaOf(given);
  return {
    apply: (columns) => scaleAll(columns, eta.eta),
    at: ({ powerW }) => powerW * eta.eta,
    slopes: (operating: Operating) => byPower(eta.eta, operating),
    errors: ({ powerW }, widen) => etaErrors(eta, powerW * widen * eta.u, { id, widen }),
  };
}

/** How errors are named, and how much each u is widened. */
interface Widened {
  readonly id: string;
  readonly widen: number;
}

/** What an error of eta does to an input power that was got by dividing by it. */
export const inputErrors = (eta: Eta, inputW: number, { id, widen }: Widened): CurveErrors => ({
  ...etaErrors(eta, (-inputW * widen * eta.u) / eta.eta, { id, widen }),
  ratio: ratioModel((place) => {
    const at = place(`${id}/eta`);
    return (deviations) => 1 / possible(eta.eta + widen * eta.u * (deviations[at] ?? 0));
  }, 1 / eta.eta),
});

/** Nothing gives more than it takes. */
const possible = (eta: number): number => Math.min(1, Math.max(LEAST_ETA, eta));

/** An error of eta as its contribution `u`. */
export function etaErrors({ eta, u, shape }: Eta, contribution: number, { id, widen }: Widened): CurveErrors {
  const source = `${id}/eta`;
  const reach = (shape === "rectangular" ? Math.sqrt(3) : 2) * u * widen;
  return {
    sources: [[source, contribution]],
    shapes: shape === undefined ? [] : [[source, shape]],
    dof: [],
    strained: widen * u > STRAINED * eta || eta + reach >= 1,
  };
}

function divideAll({ powerW, length }: OperatingColumns, divisor: number): void {
  for (let i = 0; i < length; i++) powerW[i] = (powerW[i] ?? Number.NaN) / divisor;
}

function scaleAll({ powerW, length }: OperatingColumns, factor: number): void {
  for (let i = 0; i < length; i++) powerW[i] = (powerW[i] ?? Number.NaN) * factor;
}
