/** Insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b` (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const next = [row];
    for (let column = 1; column <= b.length; column++) {
      const at = (line: readonly number[], index: number) => line[index] ?? Number.POSITIVE_INFINITY;
      const same = a[row - 1] === b[column - 1];
      const swapped = column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      next[column] = Math.min(
        at(last, column) + 1,
        at(next, column - 1) + 1,
        at(last, column - 1) + (same ? 0 : 1),
        swapped ? at(beforeLast, column - 2) + 1 : Number.POSITIVE_INFINITY,
      );
    }
    beforeLast = last;
    last = next;
  }
  return last[b.length] ?? 0;
}

/** Longest names that are compared: what a person mistypes is short, and the comparison is quadratic. */
const LONGEST = 64;

/**
 * The candidates a person may have meant by `name`, the likeliest first, at most three; letter case, `-` and `_` do not count.
 * A third of the letters may be wrong; a beginning of three letters or more counts as near.
 */
export function nearest(name: string, candidates: readonly string[]): string[] {
  const fold = (text: string) => text.slice(0, LONGEST).toLowerCase().replaceAll(/[-_]/g, "");
  const wanted = fold(name);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, fold(candidate)) }))
    .filter(({ candidate, distance }) => distance <= allowed && distance < fold(candidate).length)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

/** A beginning is as near as one slip. */
function distanceOf(wanted: string, candidate: string): number {
  const begins = wanted.length >= 3 && candidate.startsWith(wanted) && candidate !== wanted;
  return begins ? 1 : editDistance(wanted, candidate);
}

/** `; did you mean "rate"?`, or nothing when no candidate is near. To be put after a message about an unknown name. */
export const didYouMean = (name: string, candidates: readonly string[]): string => offer(nearest(name, candidates));

/** `; did you mean "rate" or "rank"?` of names, or nothing of none. */
export function offer(names: readonly string[]): string {
  if (names.length === 0) return "";
  return `; did you mean ${names.map((name) => JSON.stringify(name)).join(" or ")}?`;
}
