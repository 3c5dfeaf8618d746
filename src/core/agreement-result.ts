import type { Point } from "./rail.js";
import type { Figure } from "./result.js";

/** Two measurements that have to relate in a known way, in one window. */
export interface AgreementResult {
  /** `same`: both watch one power. `parts`: the second are rails inside the first, and cannot take more than it. */
  readonly relation: "same" | "parts";
  readonly first: string;
  readonly second: string;
  readonly point: Point;
  /** The first less the second; what both share has cancelled. */
  readonly differenceJ: Figure;
  /** The difference in units of its U95 (of parts: what they have too much): above 1 they disagree, but for chance among many. */
  readonly normalizedError: number;
  readonly agrees: boolean;
}
