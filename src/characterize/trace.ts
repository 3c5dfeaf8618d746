/** Values and the instants at which a sensor showed them, in seconds of one clock; NaN where it could not be read. */
export interface Trace {
  readonly atS: Float64Array;
  readonly value: Float64Array;
}

/** Values as somebody read them: between the instants before and after each call; NaN where the call failed. */
export interface Polls {
  readonly beforeS: Float64Array;
  readonly afterS: Float64Array;
  readonly value: Float64Array;
}

/** Whether all three are numbers. */
export const areFinite = (a: number | undefined, b: number | undefined, c: number | undefined): boolean =>
  Number.isFinite(a) && Number.isFinite(b) && Number.isFinite(c);

/** The polls that answered with a number, of those whose clock did not go back; how many were left out. */
export function usable({ beforeS, afterS, value }: Polls): { readonly polls: Polls; readonly left: number } {
  const keep: number[] = [];
  let latest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < value.length; i++) {
    const [before, after] = [beforeS[i] ?? Number.NaN, afterS[i] ?? Number.NaN];
    if (!areFinite(before, after, value[i]) || after < before || before < latest) continue;
    latest = before;
    keep.push(i);
  }
  const pick = (column: Float64Array) => Float64Array.from(keep, (i) => column[i] ?? Number.NaN);
  return {
    polls: { beforeS: pick(beforeS), afterS: pick(afterS), value: pick(value) },
    left: value.length - keep.length,
  };
}

/** The median of numbers; NaN of none. */
export function medianOf(values: ArrayLike<number>): number {
  const sorted = Float64Array.from(values).sort();
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1
    ? (sorted[middle] ?? Number.NaN)
    : ((sorted[middle - 1] ?? Number.NaN) + (sorted[middle] ?? Number.NaN)) / 2;
}
