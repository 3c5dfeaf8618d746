/** How finely a sensor tells values apart, in the unit of its column; undefined where it does not say. */
export interface Habit {
  readonly step: number | undefined;
}

/** Fewer values before tell nothing of a habit. */
const FEWEST = 16;
/** A live sensor is taken for a dead one this often, at most, of runs of equal values. */
const CHANCE = 1e-7;
/** A reading finer than this share of itself does not come back by itself. */
const FINE = 1e-3;

/**
 * How many equal values in a row a live sensor may show by chance, from how often it repeated values before, and this one
 * above all; any number of a 0, of a level that it had not been near, and where too little was seen of it.
 */
export function repeatsAllowed(before: readonly number[], value: number, { step }: Habit): number {
  if (before.length < FEWEST || Math.abs(value) <= (step ?? 0) / 2) return Number.POSITIVE_INFINITY;
  if (!isNoisy(before)) return Number.POSITIVE_INFINITY;
  const fine = step !== undefined && step <= FINE * Math.abs(value);
  if (!fine && !isNear(before, value)) return Number.POSITIVE_INFINITY;
  const any = repeats(before, () => true, 0.25);
  const chance = Math.max(any.most, repeats(before, (one) => alike(one, value), any.share).most);
  return chance >= 1 ? Number.POSITIVE_INFINITY : Math.ceil(Math.log(CHANCE) / Math.log(chance));
}

/** Noise takes more values than a load without any, and turns at least once in so many of them. */
const NOISE = { values: 4, turn: 8 };

/** A smooth load that comes to rest, or one that steps, says nothing of a sensor's noise. */
function isNoisy(before: readonly number[]): boolean {
  const steps = before.slice(1).map((value, k) => value - (before[k] ?? 0));
  const turns = steps.slice(1).filter((step, k) => step * (steps[k] ?? 0) < 0).length;
  return new Set(before).size >= NOISE.values && turns * NOISE.turn >= before.length;
}

/** A load that fell to a level of its own, such as idle, may well stay there to the last digit of a coarse reading. */
function isNear(before: readonly number[], value: number): boolean {
  const [low, high] = [Math.min(...before), Math.max(...before)];
  return high > low && value >= 2 * low - high && value <= 2 * high - low;
}

/** Values that differ by less than this share of themselves differ by the rounding of arithmetic. */
const ROUNDING = 1e-9;

const alike = (a: number, b: number): boolean => Math.abs(a - b) <= ROUNDING * Math.abs(b);

/** What little is seen of a kind counts beside so many values of the share that is expected. */
const EXPECTED = 3;

/** Share of the values of a kind that were followed by themselves, and two standard deviations more of it. */
function repeats(values: readonly number[], kind: (value: number) => boolean, expected: number) {
  const next = values.slice(1);
  const of = next.filter((_, k) => kind(values[k] ?? Number.NaN)).length;
  const same = next.filter((value, k) => alike(values[k] ?? Number.NaN, value) && kind(value)).length;
  const share = (same + EXPECTED * expected) / (of + EXPECTED);
  // of next to none there is no scatter to tell
  const told = of / (of + EXPECTED);
  return { share, most: share + 2 * told * Math.sqrt((share * (1 - share)) / (of + EXPECTED)) };
}
