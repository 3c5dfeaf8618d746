import type { Operating, OperatingColumns } from "../core/correction.js";
import { inputOf, type Polynomial, polynomialErrors, slopeOf } from "./polynomial.js";
import { type Conversion, loadOf } from "./stage.js";

/** What tells a polynomial's errors from those of others, and the voltage of a rail without one. */
interface Named {
  readonly id: string;
  readonly voutV: number | undefined;
}

/** P_in = P_out + a + b I + c I^2 (measurement.md 1.1). It is linear in its coefficients: no exact form is needed. */
export const loss = (polynomial: Polynomial, { id, voutV }: Named): Conversion => ({
  apply: (columns) => applyLoss(polynomial, columns, voutV),
  at: (operating) => inputOf(polynomial, loadOf(operating, voutV)),
  slopes: (operating) => lossSlopes(polynomial, operating, voutV),
  errors: (operating, widen) => polynomialErrors(polynomial, loadOf(operating, voutV), { id, factor: widen }),
});

/** By current and voltage as they are independent of each other (measurement.md 1.5). */
export function lossSlopes(polynomial: Polynomial, operating: Operating, voutV: number | undefined) {
  const load = loadOf(operating, voutV);
  const byCurrent = slopeOf(polynomial, load);
  return { powerW: byCurrent / load.voltageV, currentA: byCurrent, voltageV: load.currentA };
}

function applyLoss(polynomial: Polynomial, columns: OperatingColumns, voutV: number | undefined): void {
  const { powerW, currentA, length } = columns;
  if (currentA === undefined) applyByPower(polynomial, columns, voutV ?? Number.NaN);
  else applyByCurrent(polynomial, { powerW, currentA, length });
}

function applyByCurrent(
  { aW, bV, cOhm }: Polynomial,
  { powerW, currentA, length }: OperatingColumns & { readonly currentA: Float64Array },
): void {
  for (let i = 0; i < length; i++) {
    const amperes = currentA[i] ?? Number.NaN;
    powerW[i] = (powerW[i] ?? Number.NaN) + aW + amperes * (bV + cOhm * amperes);
  }
}

function applyByPower({ aW, bV, cOhm }: Polynomial, { powerW, length }: OperatingColumns, voltageV: number): void {
  const [first, second] = [bV / voltageV, cOhm / voltageV / voltageV];
  for (let i = 0; i < length; i++) {
    const watts = powerW[i] ?? Number.NaN;
    powerW[i] = watts + aW + watts * (first + second * watts);
  }
}
