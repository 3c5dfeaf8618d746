/** Remainders below this share of the largest value are what a double lost of it. */
const LOST = 2 ** -46;
/** Remainders grow as they are divided; steps below so many times what they may grow to are chance. */
const CLEAR = 4;
const FEWEST = 4;

/**
 * The step in which values are given: the largest number of which all differences are whole multiples, by Euclid's
 * algorithm. Undefined of fewer than four different values, and when the values show no step.
 */
export function resolutionOf(values: ArrayLike<number>): number | undefined {
  const distinct = [...new Set(Array.from(values).filter(Number.isFinite))].sort((a, b) => a - b);
  if (distinct.length < FEWEST) return undefined;
  const largest = Math.max(Math.abs(distinct[0] ?? 0), Math.abs(distinct.at(-1) ?? 0));
  const floor = largest * LOST;
  const differences = distinct.slice(1).map((value, k) => value - (distinct[k] ?? 0));
  const chance = CLEAR * Math.sqrt(floor * differences.reduce((a, b) => Math.max(a, b), 0));
  let step = Number.POSITIVE_INFINITY;
  // the smallest first: the fewer times a step goes into the next difference, the less of it is lost
  for (const difference of differences.sort((a, b) => a - b)) {
    if (difference > floor) step = commonStep(step, difference, floor);
    if (step <= chance) return undefined;
  }
  return Number.isFinite(step) ? rounded(step, distinct) : undefined;
}

function commonStep(a: number, b: number, floor: number): number {
  if (a === Number.POSITIVE_INFINITY) return b;
  let [large, small] = a > b ? [a, b] : [b, a];
  while (small > 0) {
    const rest = large % small;
    const lost = floor * (1 + Math.max(a, b) / small); // what is lost of the small one counts as often as it goes into the large
    if (rest <= lost || small - rest <= lost) return small;
    [large, small] = [small, rest];
  }
  return large;
}

/** The step by the whole range, which holds many of them, and so better than by one difference. */
function rounded(step: number, distinct: readonly number[]): number {
  const range = (distinct.at(-1) ?? 0) - (distinct[0] ?? 0);
  const better = range / Math.round(range / step);
  return Number(better.toPrecision(9));
}
