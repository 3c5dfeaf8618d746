import type { Recorded } from "../core/condition.js";
import type { Column, ColumnQuantity, Rail } from "../core/rail.js";

/** One column of numbers of an exported file, computed from a probe's raw columns. */
export interface ExportColumn {
  /** Ends in its unit: `VDD_IN_w`, `VDD_IN_v`, `raw_in1_mV`. */
  readonly name: string;
  /** Fills `out` from tick `from` of the raw columns; as many values as `out` is long; NaN is a gap. */
  fill(columns: readonly Float64Array[], from: number, out: Float64Array): void;
}

const suffixes: { readonly [Quantity in ColumnQuantity]: string } = {
  power: "w",
  energy: "j",
  voltage: "v",
  current: "a",
};

/**
 * The columns a probe is exported as: of each rail its SI value (W, or J for a counter) and, where it is a product, its
 * parts in SI; then what was recorded, in the instrument's own unit, where that is another. Conditions follow, each in its unit.
 */
export function exportColumns({ rails, conditions = [] }: Recorded): readonly ExportColumn[] {
  let first = 0;
  const perRail = rails.map((rail) => {
    const positions = rail.columns.map((column, index) => ({ column, position: first + index }));
    first += rail.columns.length;
    return [...siColumns(rail, positions), ...rawColumns(positions)];
  });
  const own = conditions.map(({ name, unit }, index) =>
    asRecorded(unit === "" ? name : `${name}_${unit}`, first + index),
  );
  return [...perRail.flat(), ...own];
}

type Placed = { readonly column: Column; readonly position: number };

function siColumns({ id, measures }: Rail, columns: readonly Placed[]): readonly ExportColumn[] {
  const value = product(`${id}_${measures === "power" ? "w" : "j"}`, columns);
  const parts = columns.map((placed) => product(`${id}_${suffixes[placed.column.quantity]}`, [placed]));
  return [value, ...parts.filter(({ name }) => name !== value.name)];
}

const rawColumns = (columns: readonly Placed[]): readonly ExportColumn[] =>
  columns
    .filter(({ column }) => column.scale !== 1)
    .map(({ column, position }) => asRecorded(`raw_${column.name}_${column.unit}`, position));

const asRecorded = (name: string, position: number): ExportColumn => ({
  name,
  fill: (raw, from, out) => out.set(raw[position]?.subarray(from, from + out.length) ?? []),
});

const product = (name: string, factors: readonly Placed[]): ExportColumn => ({
  name,
  fill: (raw, from, out) => {
    out.fill(1);
    for (const { column, position } of factors) {
      const values = raw[position];
      for (let index = 0; index < out.length; index++)
        out[index] = (out[index] ?? 1) * (values?.[from + index] ?? Number.NaN) * column.scale;
    }
  },
});
