import type { Batch } from "../../core/batch.js";
import { columnNamesOf } from "../../core/condition.js";
import { NANOS_PER_SECOND } from "../../core/units.js";
import type { NamedRail } from "./rail-word.js";

/** A column of a batch that a rail's power is made of. */
export interface PowerColumn {
  readonly index: number;
  readonly scale: number;
  readonly counter: boolean;
}

/** The columns whose product is the rail's power, or the counter that grows with it. */
export function powerColumns({ probe, rail }: NamedRail): readonly PowerColumn[] {
  const names = columnNamesOf(probe);
  const counter = rail.measures === "energy-counter";
  return rail.columns.map(({ name, scale }) => ({ index: names.indexOf(name), scale, counter }));
}

/** The power at each sample of a batch, W; NaN in gaps, and of a counter at the first one. */
export function powersIn({ at, columns }: Batch, power: readonly PowerColumn[]): Float64Array {
  const product = Float64Array.from(at, (_, i) =>
    power.reduce((value, { index, scale }) => value * scale * (columns[index]?.[i] ?? Number.NaN), 1),
  );
  if (power[0]?.counter !== true) return product;
  return product.map((joules, i) => {
    const seconds = Number((at[i] ?? 0n) - (at[i - 1] ?? at[i] ?? 0n)) / NANOS_PER_SECOND;
    const grown = joules - (product[i - 1] ?? Number.NaN);
    // a wrap or a reset is a gap here: it is only asked whether the load is steady
    return grown >= 0 && seconds > 0 ? grown / seconds : Number.NaN;
  });
}
