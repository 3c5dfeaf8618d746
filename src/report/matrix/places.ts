import type { MatrixPower } from "../../core/matrix.js";
import type { Point } from "../../core/rail.js";
import { pointText } from "../words.js";

/** As much of a power as says where it is. */
type Placed = Pick<MatrixPower, "of" | "curve" | "point" | "estimate" | "coverage">;

/** `board at regulator-input by the curve whitepaper-2015`; a model is never shown under another word than ESTIMATE. What samples do not account for is said. */
export function powerPlace({ of, curve, coverage, ...at }: Placed): string {
  const text = pointText(at);
  const place = at.estimate || at.point === "estimate" ? `${of}: ${text}, no sensor` : `${of} at ${text}`;
  const covered = coverage < 1 ? `, samples cover ${(Math.floor(1000 * coverage) / 10).toFixed(1)} %` : "";
  return `${place}, ${curve === null ? "no curve" : `by the curve ${curve}`}${covered}`;
}

/** `at regulator-input`, or the word ESTIMATE. */
export const atPoint = (point: Point): string => (point === "estimate" ? "ESTIMATE" : `at ${point}`);
