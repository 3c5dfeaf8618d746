/** A lowest point of a function on a grid, with what it was found from. */
export interface Lowest {
  readonly at: number;
  /** Second derivative there, by the parabola; 0 on a floor. */
  readonly curvature: number;
  readonly values: Float64Array;
  readonly index: number;
}

interface GridRange {
  readonly fromS: number;
  readonly toS: number;
  readonly stepS: number;
}

/** Values that differ by no more than this share of the largest are one floor. */
const SAME = 1e-11;

/**
 * The lowest point of a function on an even grid: the top of a parabola through the lowest three, or the middle of the
 * floor when it is flat there, as the misfit of instantaneous samples is between two of them.
 */
export function lowest(of: (x: number) => number, { fromS, toS, stepS }: GridRange): Lowest {
  const count = Math.max(1, Math.round((toS - fromS) / stepS) + 1);
  const values = Float64Array.from({ length: count }, (_, k) => of(fromS + k * stepS));
  const least = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const index = Math.max(0, values.indexOf(least));
  const level = least + SAME * values.reduce((a, b) => Math.max(a, b), 0);
  let end = index;
  while (end + 1 < count && (values[end + 1] ?? 0) <= level) end++;
  if (end > index) return { at: fromS + ((index + end) / 2) * stepS, curvature: 0, values, index };
  const [before, after] = [values[index - 1], values[index + 1]];
  if (before === undefined || after === undefined) return { at: fromS + index * stepS, curvature: 0, values, index };
  const bend = before - 2 * least + after;
  const shift = bend > 0 ? (before - after) / (2 * bend) : 0;
  return { at: fromS + (index + shift) * stepS, curvature: bend / stepS ** 2, values, index };
}

/**
 * The lowest value outside the valley of the lowest, which is at least `within` grid steps to either side and goes on
 * for as long as one climbs; undefined when the grid has nothing else.
 */
export function secondLowest({ values, index }: Lowest, within: number): number | undefined {
  let left = Math.max(0, index - within);
  while (left > 0 && (values[left - 1] ?? 0) >= (values[left] ?? 0)) left--;
  let right = Math.min(values.length - 1, index + within);
  while (right + 1 < values.length && (values[right + 1] ?? 0) >= (values[right] ?? 0)) right++;
  const outside = values.filter((_, k) => k < left || k > right);
  return outside.length === 0 ? undefined : outside.reduce((a, b) => Math.min(a, b));
}
