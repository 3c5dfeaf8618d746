import type { CurveErrors, Operating, OperatingColumns, Slopes } from "../core/correction.js";
import type { GainOffsetCurve } from "../core/curve.js";
import { MeasurementError } from "../core/error.js";
import { cholesky, contributionsOf } from "./cholesky.js";
import { needsVoltage, outsideOf } from "./range.js";
import type { Stage } from "./stage.js";

/** The quantity that a curve corrects, among those of an operating point. */
const quantityOf = { power: "powerW", current: "currentA", voltage: "voltageV" } as const;

/**
 * true = g (raw - o) of a sensor's power, current or voltage (measurement.md 2.2), at its own point. A corrected power of a
 * rail with current and voltage goes to the current: it is its shunt that is small and uncertain.
 * Throws CONFIG for a current or a voltage of a rail that gives power only.
 */
export function gainOffset(curve: GainOffsetCurve, columns: boolean): Stage {
  if (!columns && (curve.of !== "power" || needsVoltage(curve))) throw powerOnly(curve);
  const lower = cholesky(curve.covariance);
  return {
    curve,
    from: curve.from,
    to: curve.to,
    apply: (samples) => apply(curve, samples),
    at: (operating) => at(curve, operating),
    slopes: (operating, after) => slopes(curve, operating, after),
    errors: (operating, after, widen) => {
      const { gain, offset, uReferenceGain, id } = curve;
      const key = quantityOf[curve.of];
      const raw = (operating[key] ?? Number.NaN) - offset;
      const slope = after[key] * widen;
      return errorsOf(id, contributionsOf([raw * slope, -gain * slope], lower), gain * raw * slope * uReferenceGain);
    },
    outside: (extent) => outsideOf(curve, extent, undefined),
  };
}

const powerOnly = ({ id, of }: GainOffsetCurve): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The curve ${id} ${of === "power" ? "has a range of current or voltage" : `corrects the ${of}`}, and its rail gives power only`,
    of === "power"
      ? "Give its range as powerW, or name a rail with current and voltage for it (PROBE/RAIL=CURVE)"
      : "Name a rail with current and voltage for it (PROBE/RAIL=CURVE), or calibrate the power: `of: power`",
  );

/** An offset of the power as one of the current; of a rail that is off there is none. */
const asCurrent = (offsetW: number, voltageV: number): number => (voltageV === 0 ? 0 : offsetW / voltageV);

function errorsOf(id: string, fitted: readonly number[], reference: number): CurveErrors {
  const fit = fitted.map((size, k) => [`${id}/fit[${k}]`, size] as const);
  return { sources: [...fit, [`${id}/reference gain`, reference]], shapes: [], dof: [], strained: false };
}

function at({ of, gain, offset }: GainOffsetCurve, { powerW, currentA, voltageV }: Operating): Operating {
  if (currentA === undefined || voltageV === undefined) return { powerW: gain * (powerW - offset) };
  const volts = of === "voltage" ? gain * (voltageV - offset) : voltageV;
  const rawOffset = of === "power" ? asCurrent(offset, voltageV) : offset;
  const amperes = of === "voltage" ? currentA : gain * (currentA - rawOffset);
  return { powerW: of === "power" ? gain * (powerW - offset) : volts * amperes, currentA: amperes, voltageV: volts };
}

function slopes({ of, gain, offset }: GainOffsetCurve, { voltageV = Number.NaN }: Operating, after: Slopes): Slopes {
  if (of === "voltage") {
    const volts = gain * (voltageV - offset);
    return { powerW: (after.powerW * volts) / voltageV, currentA: after.currentA, voltageV: gain * after.voltageV };
  }
  // I' = g (I - o/V): the voltage moves the offset's current too
  const moved = of === "power" && voltageV !== 0 ? (after.currentA * gain * offset) / voltageV / voltageV : 0;
  return { powerW: gain * after.powerW, currentA: gain * after.currentA, voltageV: after.voltageV + moved };
}

function apply(curve: GainOffsetCurve, { length, powerW, currentA, voltageV }: OperatingColumns): void {
  const { of, gain, offset } = curve;
  if (currentA === undefined || voltageV === undefined) {
    for (let i = 0; i < length; i++) powerW[i] = gain * ((powerW[i] ?? Number.NaN) - offset);
    return;
  }
  const target = of === "voltage" ? voltageV : currentA;
  for (let i = 0; i < length; i++) {
    const rawOffset = of === "power" ? asCurrent(offset, voltageV[i] ?? Number.NaN) : offset;
    target[i] = gain * ((target[i] ?? Number.NaN) - rawOffset);
    powerW[i] =
      of === "power"
        ? gain * ((powerW[i] ?? Number.NaN) - offset)
        : (currentA[i] ?? Number.NaN) * (voltageV[i] ?? Number.NaN);
  }
}
