import type { Window } from "../core/mark.js";
import { NANOS_PER_SECOND, type Seconds } from "../core/units.js";

/** Fewer turns than this are no rhythm. */
const FEWEST = 8;
/** An even rhythm has so much of its turns within so much of the median. */
const EVEN = { share: 0.8, within: 0.1 };

/**
 * How long a turn of what repeats inside a window takes, by the names of the windows that do: what a program marks once an
 * iteration tells its period. Nothing of names that come at no even pace.
 */
export function turnsIn(windows: readonly Window[]): (of: Window) => { readonly turns?: readonly Seconds[] } {
  const begins = new Map<string, bigint[]>();
  for (const { name, from } of windows) {
    const instants = begins.get(name);
    if (instants === undefined) begins.set(name, [from]);
    else instants.push(from);
  }
  const repeating = [...begins]
    .filter(([, instants]) => instants.length >= FEWEST)
    .map(([name, instants]) => [name, instants.sort((a, b) => Number(a - b))] as const);
  return ({ name, from, to }) => {
    const turns = repeating.flatMap(([other, instants]) => {
      if (other === name) return [];
      return turnOf(instants.slice(firstFrom(instants, from), firstFrom(instants, to + 1n))) ?? [];
    });
    return turns.length > 0 ? { turns } : {};
  };
}

/** Index of the first of increasing instants that is not before `instant`: windows may be many, and so may turns. */
function firstFrom(instants: readonly bigint[], instant: bigint): number {
  let [lo, hi] = [0, instants.length];
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((instants[middle] ?? instant) >= instant) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}

function turnOf(sorted: readonly bigint[]): Seconds | undefined {
  if (sorted.length < FEWEST) return undefined;
  const lengths = sorted.slice(1).map((at, k) => Number(at - (sorted[k] ?? at)) / NANOS_PER_SECOND);
  const median = [...lengths].sort((a, b) => a - b)[Math.floor(lengths.length / 2)] ?? 0;
  const even = lengths.filter((length) => Math.abs(length - median) <= EVEN.within * median);
  if (median <= 0 || even.length < EVEN.share * lengths.length) return undefined;
  // the mean of the even ones: a load in step with a sensor is told apart to a share of a percent
  return even.reduce((sum, length) => sum + length, 0) / even.length;
}
