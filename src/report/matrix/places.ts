import type { MatrixPower } from "../../core/matrix.js";
import type { Point } from "../../core/rail.js";
import { pointText } from "../words.js";

/** `board at regulator-input by the curve whitepaper-2015`; a model is never shown under another word than ESTIMATE. */
export function powerPlace({ of, curve, ...at }: Pick<MatrixPower, "of" | "curve" | "point" | "estimate">): string {
  const text = pointText(at);
  const place = at.estimate || at.point === "estimate" ? `${of}: ${text}, no sensor` : `${of} at ${text}`;
  return `${place}, ${curve === null ? "no curve" : `by the curve ${curve}`}`;
}

/** `at regulator-input`, or the word ESTIMATE. */
export const atPoint = (point: Point): string => (point === "estimate" ? "ESTIMATE" : `at ${point}`);
