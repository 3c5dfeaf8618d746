import type { Statistic } from "./result.js";

/** The runs of one of two commands that were interleaved. */
export interface SideResult {
  readonly label: string;
  readonly command: readonly string[];
  /** Over the runs of its whole blocks. */
  readonly statistics: readonly Statistic[];
}

/** What was asked of the scatter of repeats, how many runs that took by the rule, and what came of it (measurement.md 5.2). */
export interface TargetResult {
  readonly of: string;
  readonly what: "energyJ" | "efficiency";
  /** Relative half-width of the 95 % interval of the mean, from the scatter of the runs alone. */
  readonly target: number;
  readonly pilotRuns: number;
  /** Coefficient of variation of the pilot's runs. */
  readonly pilotVariation: number;
  /** Runs that the rule asked for, were allowed, were planned, and were completed. */
  readonly neededRuns: number;
  readonly mostRuns: number;
  readonly plannedRuns: number;
  readonly runs: number;
  /** As `target`, of all runs; null when too few were completed. */
  readonly halfWidth: number | null;
  readonly reached: boolean;
}
