import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";
import type { SensorFit } from "../../../calibration/fit/sensor.js";
import type { Watts } from "../../core/units.js";

/** What an instrument adds to every reading alike shifts a whole curve: no number of points averages it. `uW` is its u. */
export function withCommonOffset(fit: RegulatorFit, uW: Watts): RegulatorFit {
  const { efficiency } = fit;
  return {
    ...fit,
    uModelW: Math.hypot(fit.uModelW, uW),
    ...(efficiency && {
      efficiency: { ...efficiency, u: Math.hypot(efficiency.u, shiftOf(efficiency.eta, fit) * uW) },
    }),
  };
}

/** How far one watt more at every input takes the one efficiency, by the weights it was fitted with. */
function shiftOf(eta: number, { points }: RegulatorFit): number {
  let [shifted, whole] = [0, 0];
  for (const { currentA, voltageV, inputW, uW } of points) {
    const output = currentA * voltageV;
    const weight = 1 / (Number.isNaN(uW) ? inputW : uW) ** 2;
    shifted += weight * output;
    whole += weight * output * output;
  }
  return (eta * eta * shifted) / whole;
}

/** The same of a sensor's reference: it moves the offset, by as much of the sensor as makes it. */
export function withReferenceOffset(fit: SensorFit, u: number): SensorFit {
  const covariance = fit.covariance.map((row, i) =>
    row.map((value, j) => (i === 1 && j === 1 ? value + (u / fit.gain) ** 2 : value)),
  );
  return { ...fit, covariance };
}
