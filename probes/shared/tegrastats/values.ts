import type { Line } from "./line.js";

/** What a line gives for each rail asked for: milliwatts, or NaN with the reason. */
export interface Values {
  readonly values: readonly number[];
  readonly reasons: readonly (string | undefined)[];
}

/** The powers of `rails` in a line. One beyond `mostWatts`, to either side, is no power of such a board. */
export function valuesOf({ readings }: Line, rails: readonly string[], mostWatts: number): Values {
  const found = new Map(readings.map(({ rail, milliwatts }) => [rail, milliwatts]));
  const each = rails.map((rail) => {
    const value = found.get(rail);
    if (value === undefined) return { value: Number.NaN, reason: "no-value" };
    return Math.abs(value) > mostWatts * 1000 ? { value: Number.NaN, reason: "out-of-range" } : { value };
  });
  return { values: each.map(({ value }) => value), reasons: each.map(({ reason }) => reason) };
}
