import { bilinear } from "./linear.js";
import { lossAt, regressor } from "./models.js";
import type { RegulatorFit } from "./regulator-fit.js";

/** Input power that a fit foretells at a load, W. */
export interface Foretold {
  readonly inputW: number;
  /** Standard uncertainty by the coefficients and the model; the load's own comes on top (measurement.md 1.5). */
  readonly u: number;
}

/** The input power at a load, with x' C x and the model's own uncertainty. The range is the caller's to mind. */
export function inputAt({ fitted, uModelW }: RegulatorFit, currentA: number, voltageV: number): Foretold {
  const x = fitted.names.map((name) => regressor[name](currentA, voltageV));
  return {
    inputW: voltageV * currentA + lossAt(fitted.terms, currentA, voltageV),
    u: Math.hypot(Math.sqrt(Math.max(0, bilinear(fitted.covariance, x, x))), uModelW),
  };
}

/**
 * The current at which a fit takes this input power, A: the form that stays exact where c is 0 (measurement.md 1.5). NaN below
 * what the regulator takes without load.
 */
export function currentAt({ fitted }: RegulatorFit, inputW: number, voltageV: number): number {
  const { a, b, c, k } = fitted.terms;
  const linear = (1 + k) * voltageV + b;
  if (!(inputW >= a)) return Number.NaN;
  return (2 * (inputW - a)) / (linear + Math.sqrt(linear * linear + 4 * c * (inputW - a)));
}

/** The load of the best efficiency within a fit's range, and that efficiency (measurement.md 1.1: I_pk = sqrt(a/c)). */
export function peakOf(fit: RegulatorFit, voltageV: number): { readonly currentA: number; readonly eta: number } {
  const [low, high] = fit.range.currentA;
  const { aW, cOhm } = fit.coefficients;
  const best = aW > 0 ? Math.sqrt(aW / cOhm) : low;
  const currentA = Math.min(high, Math.max(low, best));
  return { currentA, eta: (voltageV * currentA) / inputAt(fit, currentA, voltageV).inputW };
}
