import type { Seconds } from "../core/units.js";
import type { Bucket, Stamp } from "./bucket.js";
import { LowerChain } from "./chain.js";
import { EARLY_S, type EarlyGuard, earlyGuard } from "./early-guard.js";

/** The line under all arrivals of a span: `offset` is host minus device at the device's time `middle`. */
export interface FloorLine {
  readonly middle: Seconds;
  readonly offset: Seconds;
  /** How much faster the host's clock runs than the device's. */
  readonly skew: number;
  /** Standard uncertainties, without the least delay, which cannot be seen from one side. */
  readonly offsetWithin: Seconds;
  readonly skewWithin: number;
  readonly count: number;
  /** Stamps found too early for an arrival and left out; those that others hid from sight are not counted. */
  readonly early: number;
  readonly guard: EarlyGuard | undefined;
}

/** Root mean square errors of the simulations of measurement.md 3.2, in mean distances of the lowest arrivals. */
const OFFSET_ERROR = 3;
const SKEW_ERROR = 8;
/** A guard drawn from nearly as many stamps is as good. */
const GROWN = 1.02;

/** The skew of a device as a longer stretch of its stamps showed it. */
export interface KnownSkew {
  readonly skew: number;
  readonly skewWithin: number;
}

/** What is known beside the stamps: `last` spares work that need not be done again, `known` takes the place of their slope. */
export interface LineOptions {
  /** A flush timer makes the floor uneven by so much. */
  readonly unevenness: Seconds;
  readonly last?: FloorLine | undefined;
  readonly known?: KnownSkew | undefined;
}

/** The lower hull's edge over the mean of the device's times; undefined when the stamps span no time and no skew is known. */
export function floorLine(buckets: readonly Bucket[], { unevenness, last, known }: LineOptions): FloorLine | undefined {
  const count = buckets.reduce((sum, bucket) => sum + bucket.count, 0);
  const middle = buckets.reduce((sum, bucket) => sum + bucket.middle * (bucket.count / count), 0);
  const fresh = last?.guard !== undefined && last.count <= count && count <= GROWN * last.guard.count;
  const guard = fresh ? last.guard : earlyGuard(buckets, middle, count);
  const { chain, early } = hullOf(buckets, guard, EARLY_S + unevenness);
  const edge = known === undefined ? chain.edgeAt(middle) : chain.supportAt(middle, known.skew);
  if (edge === undefined) return undefined;
  const spacing = spacingAbove(buckets, count, ({ x, delay }) => delay - edge.height - edge.slope * (x - middle));
  const span = chain.x(chain.size - 1) - chain.x(0);
  return {
    middle,
    offset: edge.height,
    skew: edge.slope,
    // the phase of a flush timer does not average out when the packets' period goes with it
    offsetWithin: Math.hypot(OFFSET_ERROR * spacing, unevenness / Math.sqrt(3)),
    skewWithin: known?.skewWithin ?? Math.hypot(SKEW_ERROR * spacing, unevenness / Math.sqrt(12)) / span,
    count,
    early,
    guard,
  };
}

/** The hull of all buckets but of what lies too early. */
function hullOf(buckets: readonly Bucket[], guard: EarlyGuard | undefined, margin: Seconds) {
  const { slope, height } = guard ?? { slope: 0, height: Number.NEGATIVE_INFINITY };
  const isEarly = (x: number, delay: number) => delay < height + slope * x - margin;
  const chain = new LowerChain();
  let early = 0;
  for (const bucket of buckets) {
    const part = bucket.chain;
    let found = 0;
    for (let corner = 0; corner < part.size; corner++) found += Number(isEarly(part.x(corner), part.y(corner)));
    if (found === 0) for (let corner = 0; corner < part.size; corner++) chain.push(part.x(corner), part.y(corner));
    else for (const { x, delay } of bucket.candidates()) if (!isEarly(x, delay)) chain.push(x, delay);
    early += found;
  }
  return { chain, early };
}

/** How far apart the lowest arrivals lie, seen over all stamps: the line can be no better known than that. */
function spacingAbove(buckets: readonly Bucket[], count: number, above: (stamp: Stamp) => number): Seconds {
  const spacings = buckets.map((bucket) => {
    const earliest = bucket.earliest();
    const highest = earliest.reduce((most, stamp) => Math.max(most, above(stamp)), 0);
    return (highest / earliest.length) * (bucket.count / count);
  });
  spacings.sort((a, b) => a - b);
  return spacings[spacings.length >> 1] ?? Number.NaN;
}
