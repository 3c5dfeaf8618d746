import type { PlanCell } from "../../config/plan.js";
import type { MatrixLoad } from "../../core/matrix.js";

/** A cell's load as it stands in the matrix: what its values say, what runs it, and its words. */
export function loadOf(values: PlanCell["values"], run: Pick<MatrixLoad, "engine" | "command">): MatrixLoad {
  const { network, batch, precision, device } = values;
  return {
    ...(network !== undefined && { network: String(network) }),
    ...(batch !== undefined && { batch: Number(batch) }),
    ...(precision !== undefined && { precision: String(precision) }),
    engine: run.engine,
    ...(device !== undefined && { device: Number(device) }),
    command: run.command,
  };
}
