import type { MatrixCell, MatrixNumber, MatrixPower } from "../../core/matrix.js";
import { quantityOf } from "../../core/matrix-number.js";
import type { Quantity } from "../../core/quantity.js";

/** What a mean over a cell's own runs is uncertain by: named alike in each cell, and another error in each. */
const ofOneCell = new Set(["runs", "sampling left over"]);

/** Ids of the curves that ship: the same on every computer. One of a user's own may be another under the same name. */
export type SharedCurves = ReadonlySet<string>;

/**
 * A cell's number as a quantity to be held against another's. What one instrument errs by stays with its computer; a
 * curve that ships is the same on all of them, and its errors carry its id in front.
 */
export function placed(
  number: MatrixNumber,
  { cell, power, curves }: { readonly cell: MatrixCell; readonly power?: MatrixPower; readonly curves: SharedCurves },
): Quantity {
  const shared = (power?.curve ?? "").split(" + ").filter((id) => curves.has(id));
  const isShared = (id: string) => shared.some((curve) => id.startsWith(`${curve}/`));
  return quantityOf(ownNamed(number, cell.id), { system: cell.system, isShared });
}

function ownNamed(number: MatrixNumber, cell: string): MatrixNumber {
  const named = (map: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(map).map(([id, value]) => [ofOneCell.has(id) ? `${id} of ${cell}` : id, value]));
  return { ...number, sources: named(number.sources), ...(number.dof && { dof: named(number.dof) }) };
}
