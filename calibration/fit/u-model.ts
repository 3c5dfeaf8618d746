import { BY_CHANCE, sizes } from "./diagnostics.js";
import type { Chosen } from "./regulator-describe.js";

/** What the model itself adds to a foretold input power, W and relative. */
export interface ModelUncertainty {
  readonly uModelW: number;
  readonly uModelRelative: number;
}

/**
 * The standard uncertainty of the model itself (measurement.md 1.5): what left-out points are missed by beyond their noise. The
 * noise that is taken off is that of the left-out error, point and fit together, and an excess that chance explains counts as
 * none. Without given noise all of the error is the model's.
 */
export function modelUncertainty({ chosen, usable }: Chosen, pValue: number | undefined): ModelUncertainty {
  const { out, fit } = chosen;
  const { inputW } = usable.points;
  const errors = out.z.map((z, i) => z * Math.sqrt((fit.variances[i] ?? Number.NaN) * (fit.trust[i] ?? 1)));
  const relative = errors.map((error, i) => error / (inputW[i] ?? Number.NaN));
  if (pValue === undefined) return { uModelW: sizes(errors).rms, uModelRelative: sizes(relative).rms };
  if (pValue >= BY_CHANCE) return { uModelW: 0, uModelRelative: 0 };
  const noise = out.variance.map((variance, i) => variance * (fit.variances[i] ?? Number.NaN) * (fit.trust[i] ?? 1));
  const beyond = (of: Float64Array, by: Float64Array) =>
    Math.sqrt(Math.max(0, sizes(of).rms ** 2 - by.reduce((sum, value) => sum + value, 0) / by.length));
  return {
    uModelW: beyond(errors, noise),
    uModelRelative: beyond(
      relative,
      noise.map((value, i) => value / (inputW[i] ?? Number.NaN) ** 2),
    ),
  };
}
