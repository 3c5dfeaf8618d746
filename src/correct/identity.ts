import type { Correction } from "../core/correction.js";
import type { Point } from "../core/rail.js";

/** The correction of a rail that stays at its own point: nothing is changed and no uncertainty is added. */
export const identity = (point: Point): Correction => ({
  curve: null,
  from: point,
  to: point,
  apply: () => {},
  sources: () => [],
});
