import type { Correction } from "../core/correction.js";
import type { Point } from "../core/rail.js";

/** The correction of a rail that stays at its own point: nothing is changed and no uncertainty is added. */
export const identity = (point: Point): Correction => ({
  curve: null,
  from: point,
  to: point,
  apply: () => {},
  at: ({ powerW }) => powerW,
  slopes: ({ currentA = Number.NaN, voltageV = Number.NaN }) => ({ powerW: 1, currentA: voltageV, voltageV: currentA }),
  errors: () => ({ sources: [], shapes: [], dof: [], strained: false }),
  outside: () => undefined,
  absorbs: () => false,
  allowExtrapolation: false,
  flags: [],
});
