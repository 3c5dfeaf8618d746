import type { Finding, Verdict } from "./finding.js";
import type { Point } from "./rail.js";
import type { Figure } from "./result.js";

/** One of the results that are compared: a run, and the curves it was corrected by. */
export interface ComparedSide {
  readonly label: string;
  readonly run: string;
  /** Ids of the curves, and the rails they correct; empty for a raw result. */
  readonly curves: readonly { readonly probe: string; readonly rail: string; readonly curve: string }[];
  readonly quality: { readonly verdict: Verdict; readonly findings: readonly Finding[] };
}

/** One number on every side. */
export interface ComparedNumber {
  readonly what: "energyJ" | "meanPowerW" | "efficiency";
  readonly unit: string;
  /** In the order of the sides; null where a side gives none. */
  readonly values: readonly (Figure | null)[];
  /** Each over the first: errors that both share cancel. The first is null, and so is one that cannot be given. */
  readonly ratios: readonly (Figure | null)[];
}

/** A rail or total in a window, on every side. */
export interface ComparedSubject {
  readonly window: string;
  /** Index of the execution the window lies in; null for phases around them. */
  readonly execution: number | null;
  readonly kind: "rail" | "total";
  readonly probe: string;
  readonly name: string;
  readonly points: readonly (Point | null)[];
  readonly numbers: readonly ComparedNumber[];
}

/** `joulemark/comparison/v1`: results side by side, the first being what the others are held against. */
export interface Comparison {
  readonly schema: "joulemark/comparison/v1";
  readonly sides: readonly ComparedSide[];
  readonly subjects: readonly ComparedSubject[];
}
