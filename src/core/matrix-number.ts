import { figure } from "./figure.js";
import type { MatrixNumber } from "./matrix.js";
import type { Quantity } from "./quantity.js";
import { quantity } from "./uncertainty.js";

/** A quantity as it is written: its linear form. The figure is that of the quantity itself. */
export function matrixNumber(q: Quantity): MatrixNumber {
  const dof = [...q.dof].filter(([id]) => q.sources.has(id));
  return {
    ...figure(q),
    sources: Object.fromEntries(q.sources),
    ...(dof.length > 0 && { dof: Object.fromEntries(dof) }),
  };
}

/**
 * The linear form of a written number. Sources that are of one computer (an instrument's own gain) take its label in front,
 * so that those of two computers never cancel; `isShared` tells those that are the same everywhere, as a curve's.
 */
export function quantityOf(
  { value, sources, dof = {} }: MatrixNumber,
  { system, isShared }: { readonly system: string; readonly isShared: (id: string) => boolean },
): Quantity {
  const placed = (id: string) => (isShared(id) ? id : `${system}: ${id}`);
  return quantity(
    value,
    Object.entries(sources).map(([id, contribution]) => [placed(id), contribution] as const),
    { dof: Object.entries(dof).map(([id, nu]) => [placed(id), nu] as const) },
  );
}
