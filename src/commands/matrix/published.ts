import { cells, type Cell as PaperCell } from "../../../calibration/whitepaper/tables.js";
import type { PlanCell } from "../../config/plan.js";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";

/** The paper's networks by the names of ours: its processors ran CaffeNet, which its tables call AlexNet. */
const networks: Readonly<Record<string, PaperCell["network"]>> = {
  alexnet: "AlexNet",
  caffenet: "AlexNet",
  googlenet: "GoogLeNet",
};
const precisions: Readonly<Record<string, PaperCell["precision"]>> = {
  fp32: "FP32",
  fp16: "FP16",
  "fp16-true": "FP16",
};

const systems: readonly string[] = [...new Set(cells.map(({ system }) => system))];
const ids: readonly string[] = cells.map(({ id }) => id);

/**
 * Id of the paper's cell that each cell is held against, by its place in `planned`: a system's, of the same network,
 * precision and batch, or the one that it names. Throws CONFIG where an entry names what the paper does not have.
 */
export function publishedOf(planned: readonly PlanCell[]): ReadonlyMap<PlanCell, string> {
  const found = new Map<PlanCell, string>();
  for (const cell of planned) {
    const id = idFor(cell);
    if (id !== undefined) found.set(cell, id);
  }
  for (const cell of planned) {
    const siblings = planned.filter(({ entry }) => entry === cell.entry);
    if (cell.published !== undefined && siblings.every((one) => !found.has(one))) throw noneLike(cell);
  }
  return found;
}

function idFor({ published, values, where }: PlanCell): string | undefined {
  if (published === undefined || ids.includes(published)) return published;
  if (!systems.includes(published)) throw unknown(published, where);
  const { network, precision = "fp32", batch = 1 } = values;
  return cells.find(
    (cell) =>
      cell.system === published &&
      cell.network === networks[String(network)] &&
      cell.precision === precisions[String(precision)] &&
      cell.batch === batch,
  )?.id;
}

const unknown = (name: string, where: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${where}: published: the paper has no system or cell ${JSON.stringify(name)}${didYouMean(name, [...systems, ...ids])}`,
    `Its systems are ${systems.join(", ")}; a cell is e.g. ${JSON.stringify(ids[0])}`,
  );

const noneLike = ({ published, where }: PlanCell): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${where}: published: the paper has no cell of ${published} with this network, precision and batch`,
    `It has: ${ids.filter((id) => id.includes(published ?? "")).join(", ")}; name one of them, or leave published away`,
  );
