import type { Finding, Verdict } from "./finding.js";
import type { Point } from "./rail.js";
import type { ConditionResult, Figure } from "./result.js";

/**
 * A figure that keeps its error sources, so that what two of them share cancels in their ratio even when they come out of
 * files: id of the source to its signed contribution, in the figure's unit, and the degrees of freedom of those that are
 * estimated from few observations.
 */
export interface MatrixNumber extends Figure {
  readonly sources: Readonly<Record<string, number>>;
  readonly dof?: Readonly<Record<string, number>>;
}

/** The power of a cell as one total or outermost rail gives it, and what follows from it. */
export interface MatrixPower {
  /** Name of the total or rail, as `Efficiency.of` in a result. */
  readonly of: string;
  readonly point: Point;
  readonly estimate: boolean;
  /** Id of the curve that brought it to its point; null without one. */
  readonly curve: string | null;
  /** Share of the worked window that samples account for, 0 to 1: the least over runs. */
  readonly coverage: number;
  /** Watts, the mean over runs; null when no quiet number can be given. */
  readonly meanPowerW: MatrixNumber | null;
  /** unit/s/W */
  readonly efficiency: MatrixNumber | null;
  readonly joulesPerUnit: MatrixNumber | null;
}

/** What a cell runs. */
export interface MatrixLoad {
  /** Absent for a command. */
  readonly network?: string;
  readonly batch?: number;
  readonly precision?: string;
  /** The runner's back end, or the name of an engine that is a command. */
  readonly engine: string;
  readonly device?: number;
  /** Its words as they were started. */
  readonly command: readonly string[];
}

/** Something that the plan says should hold while a cell is measured, e.g. a clock; it is checked, never set. */
export interface MatrixExpectation {
  readonly what: string;
  readonly expected: string;
  /** null where no instrument tells. */
  readonly found: string | null;
  readonly met: boolean | null;
}

/** Why a cell has no number, or stopped short. */
export interface MatrixReason {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

/** One cell of the matrix on one system. */
export interface MatrixCell {
  /** Unique in its system and the same in every run of its plan, e.g. `alexnet fp32 b1 cpu`. */
  readonly id: string;
  /** Label of its system. */
  readonly system: string;
  readonly load: MatrixLoad;
  /** Id of the paper's cell that it is held against, e.g. `T1 Core i7-6700K FP32 b1`. */
  readonly published?: string;
  /** `unavailable`: cannot run here; `failed`: no run gave a number; `pending`: interrupted before it was complete. */
  readonly state: "measured" | "unavailable" | "failed" | "pending";
  readonly reason?: MatrixReason;
  /** Runs that gave a number, and runs asked for. */
  readonly runs: number;
  readonly asked: number;
  /** Ids of its recordings, in the order of their blocks. */
  readonly recordings: readonly string[];
  readonly unit: string;
  /** unit/s, the mean over runs. */
  readonly rate: MatrixNumber | null;
  readonly powers: readonly MatrixPower[];
  readonly conditions: readonly ConditionResult[];
  readonly expectations: readonly MatrixExpectation[];
  readonly quality: { readonly verdict: Verdict; readonly findings: readonly Finding[] };
}

/** A computer on which cells were measured. */
export interface MatrixSystem {
  /** The host's name unless told otherwise; unique after a merge. */
  readonly label: string;
  readonly host: Readonly<Record<string, unknown>>;
  readonly probes: readonly { readonly name: string; readonly device: string }[];
  /** joulemark's version. */
  readonly version: string;
}

/** `joulemark/matrix/v1`: what `bench PLAN` measured on one system, or `bench merge` joined of several. */
export interface Matrix {
  readonly schema: "joulemark/matrix/v1";
  /** One for each run of a plan; a merge keeps those it was made of. */
  readonly ids: readonly string[];
  /** Name of the plan. */
  readonly plan: string;
  readonly startedAt: string;
  readonly seed: number;
  readonly systems: readonly MatrixSystem[];
  /** In the order of the plan, system by system. */
  readonly cells: readonly MatrixCell[];
}
