import type { ComparedSide, ComparedSubject } from "../../core/comparison.js";
import type { Quantity } from "../../core/quantity.js";
import type { Point } from "../../core/rail.js";
import type { ConditionResult, Result, Statistic } from "../../core/result.js";

/** One side of a comparison: the runs of one command, their numbers, and everything by which they may not compare. */
export interface RunsSide {
  readonly label: string;
  /** Id of its recording. */
  readonly id: string;
  readonly name: string | undefined;
  readonly command: readonly string[];
  readonly host: Result["run"]["host"];
  readonly version: string | undefined;
  readonly runs: number;
  /** Absent where no work was counted; the amounts of its runs. */
  readonly work: { readonly unit: string; readonly counts: readonly number[] } | undefined;
  /** What a load that reports its own work said of itself. */
  readonly load: Readonly<Record<string, unknown>> | undefined;
  readonly curves: ComparedSide["curves"];
  readonly conditions: readonly ConditionResult[];
  readonly quality: Result["quality"];
  /** The window that is compared. */
  readonly window: string;
  readonly numbers: readonly SideNumber[];
  /** Of each instrument whose errors have names, what it is: equal ones share their errors. Empty for a result file. */
  readonly devices: ReadonlyMap<string, string>;
}

/** A number of a side: the mean of its runs, with the sources of its errors. */
export interface SideNumber extends Pick<Statistic, "of" | "what" | "unit"> {
  readonly kind: ComparedSubject["kind"];
  readonly probe: string;
  /** null for what is at no point, as a time. */
  readonly point: Point | null;
  /** Share of the window that samples account for; null for what is not sampled. */
  readonly coverage: number | null;
  readonly runs: number;
  /** Of the runs; null of one run. */
  readonly sd: number | null;
  /** With the scatter of the runs as the source `scatter`, where there is more than one. */
  readonly mean: Quantity;
  readonly scatter: string | undefined;
}

/** What says which number of one side stands beside which of another. */
export const keyOf = ({ of, what }: Pick<SideNumber, "of" | "what">): string => `${what} ${of}`;
