/**
 * p-values of several tests made together, adjusted by Holm's step-down method: the chance that any of them finds a
 * difference where there is none stays below the level that they are held against. In the order they were given.
 */
export function holm(values: readonly number[]): readonly number[] {
  const adjusted = new Array<number>(values.length).fill(Number.NaN);
  let largest = 0;
  const order = values.map((_, k) => k).sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  for (const [rank, k] of order.entries()) {
    largest = Math.max(largest, Math.min(1, (values.length - rank) * (values[k] ?? 1)));
    adjusted[k] = largest;
  }
  return adjusted;
}
