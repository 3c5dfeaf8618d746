import { Random } from "../../core/random.js";

/** A first-order autoregressive series around a mean, begun in its own stationary state. */
export function autoregressive(
  random: Random,
  { n, rho, sd = 1, mean = 0 }: { n: number; rho: number; sd?: number; mean?: number },
): Float64Array {
  const step = sd * Math.sqrt(1 - rho * rho);
  let deviation = sd * random.normal();
  return Float64Array.from({ length: n }, () => {
    const value = mean + deviation;
    deviation = rho * deviation + step * random.normal();
    return value;
  });
}

/** One value of each of so many seeded trials. */
export const trials = <T>(count: number, one: (random: Random) => T): readonly T[] =>
  Array.from({ length: count }, (_, seed) => one(new Random(seed + 1)));

/** The share of trials of which something is true. */
export const shareOf = <T>(values: readonly T[], is: (value: T) => boolean): number =>
  values.filter(is).length / values.length;
