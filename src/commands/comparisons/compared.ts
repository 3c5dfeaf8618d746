import { figure } from "../../core/figure.js";
import type { MatrixReason } from "../../core/matrix.js";
import type { Compared } from "../../core/matrix-comparison.js";
import type { Quantity } from "../../core/quantity.js";
import { divide, exact, subtract } from "../../core/uncertainty.js";

/** A gap with its reason. */
export const gap = (reason: MatrixReason): Compared => ({ value: null, reason });

/** The ratio; what both share cancels. `missing` is why there is none where one of them is. */
export function ratioOf(over: Quantity | null, under: Quantity | null, missing: MatrixReason): Compared {
  if (over === null || under === null || under.value === 0) return gap(missing);
  return { value: figure(divide(over, under)) };
}

/** Ours over theirs, less 1. */
export function deviationOf(ours: Quantity | null, theirs: Quantity, missing: MatrixReason): Compared {
  if (ours === null) return gap(missing);
  return { value: figure(subtract(divide(ours, theirs), exact(1))) };
}
