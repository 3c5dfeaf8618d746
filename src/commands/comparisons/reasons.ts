import type { MatrixCell, MatrixReason } from "../../core/matrix.js";
import type { Point } from "../../core/rail.js";

/** A number at its point. */
export interface At {
  readonly name: string;
  readonly point: Point;
}

/** Why numbers of different points are not held against each other; undefined where the points are one. */
export function pointReason(one: At, other: At): MatrixReason | undefined {
  if (one.point === other.point) return undefined;
  const estimate = one.point === "estimate" || other.point === "estimate";
  return {
    code: "POINT_MISMATCH",
    message: estimate
      ? `${placeOf(one)} and ${placeOf(other)}: an ESTIMATE is never compared with a measurement`
      : `${placeOf(one)} and ${placeOf(other)}: a curve from ${one.point} to ${other.point} is missing`,
    remedy: estimate
      ? "Measure with an instrument; `joulemark probes` says what is here and what is missing"
      : `Measure again, or report again, with a curve (--calibration) and --point ${other.point}`,
  };
}

const placeOf = ({ name, point }: At): string =>
  point === "estimate" ? `${name} is an ESTIMATE` : `${name} is at ${point}`;

/** Why a cell has no such number. */
export const missingReason = ({ id, reason }: MatrixCell, what: string): MatrixReason =>
  reason ?? {
    code: "NO_DATA",
    message: `${id} has no ${what}`,
    remedy: "Its findings say why; --resume or another run of the plan measures it again",
  };

/** Why work in different units is not compared. */
export const unitReason = (one: string, other: string): MatrixReason => ({
  code: "CONFIG",
  message: `One counts ${one}, the other ${other}`,
  remedy: "Give both engines the same unit in their plans",
});
