import type { Rail } from "./rail.js";

/** The SI value of sample `index` of a rail (W, or J for a counter), from the rail's own columns; NaN if any of them is. */
export function valueAt(rail: Rail, columns: readonly Float64Array[], index: number): number {
  let value = 1;
  for (const [position, column] of rail.columns.entries())
    value *= (columns[position]?.[index] ?? Number.NaN) * column.scale;
  return value;
}

/** For each rail, the slice of a batch's columns that is its own. */
export function columnsByRail(
  rails: readonly Rail[],
  columns: readonly Float64Array[],
): readonly (readonly Float64Array[])[] {
  let from = 0;
  return rails.map((rail) => {
    const own = columns.slice(from, from + rail.columns.length);
    from += rail.columns.length;
    return own;
  });
}
