import type { Condition } from "../../src/core/condition.js";
import { MeasurementError } from "../../src/core/error.js";
import { didYouMean } from "../../src/core/nearest.js";
import type { Meter } from "../shared/serial/protocol.js";

/** A channel of the meter that shows the mark line: a state beside power, and no rail. */
export interface MarkColumn {
  /** The meter's own name of the rail that it would be. */
  readonly rail: string;
  /** Which column of the meter's rows it is. */
  readonly index: number;
  readonly condition: Condition;
}

/** The channel of that name: a rail's voltage, or its only column. Throws UNKNOWN_NAME. */
export function markColumnOf(meter: Meter, name: string | undefined): MarkColumn | undefined {
  if (name === undefined) return undefined;
  let first = 0;
  for (const { id, columns } of meter.rails) {
    if (id === name) {
      const voltage = columns.findIndex(({ quantity }) => quantity === "voltage");
      return {
        rail: id,
        index: first + Math.max(0, voltage),
        condition: { name: "meter.line", quantity: "state", unit: "" },
      };
    }
    first += columns.length;
  }
  const ids = meter.rails.map(({ id }) => id);
  throw new MeasurementError(
    "UNKNOWN_NAME",
    `The meter has no channel ${JSON.stringify(name)} for markColumn${didYouMean(name, ids)}`,
    `Its channels are: ${ids.join(", ")}`,
  );
}
