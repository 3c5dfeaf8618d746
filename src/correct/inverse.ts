import type { Operating, OperatingColumns } from "../core/correction.js";
import { currentOf, movedBy, type Polynomial, polynomialErrors, ratioModel, slopeOf } from "./polynomial.js";
import { byPower, type Conversion } from "./stage.js";

/** Where the voltage at the output comes from, for a sensor that sits at the input. */
interface Output {
  readonly id: string;
  readonly voutV: number;
}

/**
 * P_out = V I of an input power (measurement.md 1.5): u(I) = u(P_in)/s, and the coefficients' part x'Cx over s. NaN below
 * the loss without load: that is no negative power.
 */
export const inverseLoss = (polynomial: Polynomial, { id, voutV }: Output): Conversion => {
  const loadAt = ({ powerW }: Operating) => ({ currentA: currentOf(polynomial, powerW, voutV), voltageV: voutV });
  const slopeAt = (operating: Operating) => voutV / slopeOf(polynomial, loadAt(operating));
  return {
    apply: (columns) => applyInverse(polynomial, columns, voutV),
    at: (operating) => voutV * loadAt(operating).currentA,
    slopes: (operating) => byPower(slopeAt(operating), operating),
    errors: (operating, widen) => {
      const load = loadAt(operating);
      const { powerW } = operating;
      const moved = movedBy(polynomial, id, widen);
      const model = `${id}/model`;
      const exact = (place: (source: string) => number) => {
        const [bound, modelAt] = [moved(place), place(model)];
        return (deviations: Float64Array) => {
          const shift = widen * polynomial.uModelW * (deviations[modelAt] ?? 0);
          return voutV * currentOf(bound(deviations), powerW - shift, voutV);
        };
      };
      return {
        ...polynomialErrors(polynomial, load, { id, factor: -widen * slopeAt(operating) }),
        ratio: ratioModel(exact, voutV * load.currentA),
      };
    },
  };
};

function applyInverse(polynomial: Polynomial, { powerW, length }: OperatingColumns, voltageV: number): void {
  const { aW, bV, cOhm } = polynomial;
  const B = voltageV + bV;
  for (let i = 0; i < length; i++) {
    const left = (powerW[i] ?? Number.NaN) - aW;
    // the root of a negative number is NaN for itself only far below; here the loss without load is the border
    powerW[i] = left < 0 ? Number.NaN : (2 * voltageV * left) / (B + Math.sqrt(B * B + 4 * cOhm * left));
  }
}
