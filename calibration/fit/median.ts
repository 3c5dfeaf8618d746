/** The middle of some numbers, the mean of the middle two where their number is even; NaN of none. In linear time. */
export function median(values: Float64Array): number {
  const scratch = values.slice();
  const middle = scratch.length >> 1;
  const upper = select(scratch, middle);
  if (scratch.length % 2 === 1 || scratch.length === 0) return upper;
  let lower = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < middle; i++) lower = Math.max(lower, scratch[i] ?? Number.NaN);
  return (lower + upper) / 2;
}

/** Puts the `k`-th smallest in its place, none larger before it and none smaller after, and gives it (Hoare's quickselect). */
function select(values: Float64Array, k: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const pivot = values[(low + high) >> 1] ?? Number.NaN;
    if (Number.isNaN(pivot)) return Number.NaN;
    let [i, j] = [low, high];
    while (i <= j) {
      while ((values[i] ?? Number.NaN) < pivot) i++;
      while ((values[j] ?? Number.NaN) > pivot) j--;
      if (i > j) break;
      const swapped = values[i] ?? Number.NaN;
      values[i++] = values[j] ?? Number.NaN;
      values[j--] = swapped;
    }
    if (k <= j) high = j;
    else if (k >= i) low = i;
    else break;
  }
  return values[k] ?? Number.NaN;
}
