/** Decimals that instruments print. */
const MOST_DECIMALS = 6;
const BITS = 2 ** 52;

/**
 * The raw number of which the database has raw x scale: the whole one or the one of fewest decimals that gives exactly
 * that again, as instruments have it; else the nearest.
 */
export function rawOf(si: number, scale: number): number {
  if (scale === 1 || !Number.isFinite(si)) return si;
  const near = si / scale;
  for (let k = 0, ten = 1; k <= MOST_DECIMALS; k++, ten *= 10) {
    const rounded = Math.round(near * ten) / ten;
    if (rounded * scale === si) return rounded;
  }
  const step = Math.abs(near) / BITS;
  return [near, near - step, near + step].find((raw) => raw * scale === si) ?? near;
}
