import { columnsOf, type Rail } from "./rail.js";
import type { Seconds } from "./units.js";

/** What a condition is a number of. */
export const conditionQuantities = ["frequency", "temperature", "utilization", "power-limit", "state", "time"] as const;
/** One of `conditionQuantities`. */
export type ConditionQuantity = (typeof conditionQuantities)[number];

/**
 * What an instrument tells beside power and what explains it: a clock, a temperature. It is one recorded column, in the
 * unit named; it is never integrated and has no uncertainty, and it is never a power.
 */
export interface Condition {
  /** Unique among the columns of the probe, e.g. `gpu0.clock.sm`. */
  readonly name: string;
  readonly quantity: ConditionQuantity;
  /** `MHz`, `°C`, `%`, `W`, or empty for a state. */
  readonly unit: string;
  /**
   * Of a device with a clock of its own, in seconds: what that clock showed since it last began anew, or how much later
   * than its instant each sample came. By both together a recording is put on the host's clock again, better than live.
   */
  readonly clock?: "stamp" | "delay";
  /** Of such a delay: the largest that its least part, which nothing seen from one side shows, can be. */
  readonly leastAtMost?: Seconds;
}

/** What a probe records: its rails and, where it has any, conditions. */
export interface Recorded {
  readonly rails: readonly Rail[];
  readonly conditions?: readonly Condition[];
}

/** Names of every recorded column, in the order in which batches carry them: those of the rails, then conditions. */
export const columnNamesOf = ({ rails, conditions = [] }: Recorded): readonly string[] =>
  [...columnsOf(rails), ...conditions].map(({ name }) => name);
