import { MeasurementError } from "../../src/core/error.js";
import { Random } from "../../src/core/random.js";

/** A load of the processor: so many threads, each busy for so much of the time. */
export interface Load {
  readonly threads: number;
  readonly dutyPercent: number;
}

/** One step of a ladder, in the order in which they are taken. */
export interface LoadStep extends Load {
  /** From 0. */
  readonly index: number;
  /** The index of the step whose load it takes again: what differs between the two is drift. */
  readonly repeats?: number;
}

/** Shares of the whole processor: dense where an efficiency collapses, wide where it is flat (measurement.md 1.5). */
const DEFAULT_SHARES = [0.02, 0.08, 0.16, 0.25, 0.35, 0.5, 0.65, 0.8, 1];
/** Regulators are at their best at 20 to 50 % of full load (measurement.md 1.7): points must lie on both sides. */
const USUAL_PEAK = 0.35;
const LEAST_PER_SIDE = 3;
const NEAR_IDLE = 0.1;

/** Nine loads from near idle to all of `cpus` processors. */
export const defaultLoads = (cpus: number): readonly Load[] =>
  DEFAULT_SHARES.map((share) => {
    const threads = Math.max(1, Math.ceil(share * cpus));
    return { threads, dutyPercent: Math.max(1, Math.round((100 * share * cpus) / threads)) };
  });

/** Every duty with every number of threads. */
export const crossLoads = (threads: readonly number[], dutiesPercent: readonly number[]): readonly Load[] =>
  threads.flatMap((each) => dutiesPercent.map((dutyPercent) => ({ threads: each, dutyPercent })));

/**
 * The loads in random order, by a seed, the first one again at the end. The first is none near idle: there a drift would
 * hardly show. CONFIG when the loads cannot tell a curve: they must lie on both sides of the usual peak, one near idle.
 */
export function planLadder(loads: readonly Load[], seed: number): readonly LoadStep[] {
  const distinct = [...new Map(loads.map((load) => [`${load.threads} ${load.dutyPercent}`, load])).values()];
  for (const load of distinct) requireLoad(load);
  requireSpread(distinct);
  const order = shuffled(distinct, new Random(seed));
  const largest = Math.max(...order.map(sizeOf));
  const first = order.findIndex((load) => sizeOf(load) > USUAL_PEAK * largest);
  order.unshift(...order.splice(first, 1));
  const steps = order.map((load, index): LoadStep => ({ ...load, index }));
  return [...steps, { ...(order[0] as Load), index: steps.length, repeats: 0 }];
}

const sizeOf = ({ threads, dutyPercent }: Load): number => threads * dutyPercent;

function requireLoad({ threads, dutyPercent }: Load): void {
  if (Number.isInteger(threads) && threads >= 1 && dutyPercent > 0 && dutyPercent <= 100) return;
  throw unusable(
    `${threads} threads at ${dutyPercent} % are no load`,
    "Give whole threads from 1 and duties up to 100 %",
  );
}

function requireSpread(loads: readonly Load[]): void {
  const largest = Math.max(...loads.map(sizeOf));
  const shares = loads.map((load) => sizeOf(load) / largest);
  const above = shares.filter((share) => share > USUAL_PEAK).length;
  const below = shares.length - above;
  const problem =
    below < LEAST_PER_SIDE || above < LEAST_PER_SIDE
      ? `${below} loads lie below ${100 * USUAL_PEAK} % of the largest and ${above} above: at least ${LEAST_PER_SIDE} each are needed`
      : Math.min(...shares) > NEAR_IDLE
        ? `the smallest load is ${Math.round(100 * Math.min(...shares))} % of the largest: none is near idle`
        : undefined;
  if (problem !== undefined)
    throw unusable(problem, "Leave the loads out for a ladder that fits this computer, or add some");
}

const unusable = (problem: string, remedy: string): MeasurementError =>
  new MeasurementError("CONFIG", `The load steps cannot calibrate: ${problem}`, remedy);

/** Fisher and Yates. */
function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    [order[last], order[other]] = [order[other] as Item, order[last] as Item];
  }
  return order;
}
