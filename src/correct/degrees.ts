import type { CurveErrors } from "../core/correction.js";
import type { Curve } from "../core/curve.js";

/**
 * The degrees of freedom of a curve's own errors: those of its fit where the scatter of its points is what they rest on,
 * or has scaled them; none where they were known beforehand. What the reference brought is no matter of the points.
 */
export function degreesOf({ id, fit }: Curve, sources: CurveErrors["sources"]): CurveErrors["dof"] {
  const dof = fit?.covarianceDof ?? (fit !== undefined && fit.scaledBy > 1 ? fit.dof : undefined);
  if (dof === undefined || dof === 0) return [];
  return sources.flatMap(([source]) => (source === `${id}/reference gain` ? [] : [[source, dof] as const]));
}
