import type { Finding, Verdict } from "./finding.js";
import type { Point } from "./rail.js";
import type { Figure, Statistic } from "./result.js";

/** One of the results that are compared: a run, and the curves it was corrected by. */
export interface ComparedSide {
  readonly label: string;
  readonly run: string;
  /** Ids of the curves, and the rails they correct; empty for a raw result. */
  readonly curves: readonly { readonly probe: string; readonly rail: string; readonly curve: string }[];
  readonly quality: { readonly verdict: Verdict; readonly findings: readonly Finding[] };
  /** Of sides that are different runs: what was run, where, and how often. */
  readonly command?: readonly string[];
  readonly name?: string;
  readonly hostname?: string;
  readonly runs?: number;
}

/**
 * What the runs of two sides say of a number: this side less the first. `welch` and `paired` are tests by the scatter of
 * runs; `instruments` is none: a side has one run, and only what the instruments state is known.
 */
export interface ComparedTest {
  readonly method: "welch" | "paired" | "instruments";
  /** In the number's unit; U95 by Student's t. */
  readonly difference: Figure;
  /** Ratios that the test would not reject (Fieller); null where they have no end. It holds 1 when the runs cannot tell. */
  readonly ratio95: readonly [low: number, high: number] | null;
  /** null where there is no test; dof also where everything that counts is known as well as can be. */
  readonly t: number | null;
  readonly dof: number | null;
  readonly p: number | null;
  /** p after Holm, among the tests that are made together. */
  readonly pAdjusted: number | null;
  /** `more` and `less` where neither is better by itself. */
  readonly outcome: "better" | "worse" | "more" | "less" | "undecided" | "untested";
  /** Runs a side (blocks, of pairs) that would see a real difference of this size four times out of five. */
  readonly runsToTell: number | null;
  readonly words: string;
}

/** One number on every side. */
export interface ComparedNumber {
  readonly what: Statistic["what"];
  readonly unit: string;
  /** In the order of the sides; null where a side gives none. */
  readonly values: readonly (Figure | null)[];
  /** Each over the first: errors that both share cancel. The first is null, and so is one that cannot be given. */
  readonly ratios: readonly (Figure | null)[];
  /** Of sides that are different runs: standard deviation of each side's runs (null of one), and how many there are. */
  readonly sds?: readonly (number | null)[];
  readonly runs?: readonly number[];
  /** Against the first; null for the first, and where a side gives no number. */
  readonly tests?: readonly (ComparedTest | null)[];
}

/** A rail or total in a window, on every side; or the command itself, which has time and rate and is at no point. */
export interface ComparedSubject {
  readonly window: string;
  /** Index of the execution the window lies in; null for phases around them. */
  readonly execution: number | null;
  readonly kind: "rail" | "total" | "command";
  readonly probe: string;
  readonly name: string;
  readonly points: readonly (Point | null)[];
  readonly numbers: readonly ComparedNumber[];
}

/** The one number that the verdict is about, chosen before looking: efficiency where work is counted, else energy. */
export interface ComparedHeadline {
  readonly name: string;
  readonly what: Statistic["what"];
  /** One sentence for each side but the first. */
  readonly words: readonly string[];
}

/** `joulemark/comparison/v1`: results side by side, the first being what the others are held against. */
export interface Comparison {
  readonly schema: "joulemark/comparison/v1";
  readonly sides: readonly ComparedSide[];
  readonly subjects: readonly ComparedSubject[];
  /** Of sides that are different runs. */
  readonly headline?: ComparedHeadline;
  readonly findings?: readonly Finding[];
}
