import type { ClockPair } from "../core/clock.js";
import { NANOS_PER_SECOND, type Seconds, secondsBetween } from "../core/units.js";

/** Limits of measurement.md 3.1. */
const STEP_S: Seconds = 1e-3;
const SLEW = 50e-6;
const SUSPEND_S: Seconds = 1;
/** No time daemon slews faster; a clock that gains more was set. */
const FASTEST_SLEW = 500e-6;

/** Why the wall clock and CLOCK_MONOTONIC did not run together between two pairs. */
export type Breach = "clock-step" | "suspended";

/** Pairs between which the wall clock ran evenly enough to be mapped. */
export interface Stretch {
  readonly pairs: readonly ClockPair[];
  /** What it gained on CLOCK_MONOTONIC from end to end, a second; where that is beyond doubt above 50 ppm. */
  readonly slew: number | undefined;
}

/** Where it did not: the last pair before and the first after. */
export interface Break {
  readonly breach: Breach;
  readonly before: ClockPair;
  readonly after: ClockPair;
  /** What the wall clock gained there. */
  readonly gained: Seconds;
}

/** Cuts pairs, by age, where the wall clock was set or the machine slept. `resolution` is how finely it was read. */
export function stretchesOf(pairs: readonly ClockPair[], resolution: Seconds) {
  const gains = pairs.slice(1).map((pair, k) => gainOf(pairs[k] ?? pair, pair, resolution));
  const stretches: Stretch[] = [];
  const breaks: Break[] = [];
  let from = 0;
  for (const [k, gain] of gains.entries()) {
    const breach = breachOf(gain, [gains[k - 1], gains[k + 1]]);
    if (breach === undefined) continue;
    stretches.push(stretchOf(pairs.slice(from, k + 1), resolution));
    const [before, after] = [pairs[k], pairs[k + 1]];
    if (before && after) breaks.push({ breach, before, after, gained: gain.gained });
    from = k + 1;
  }
  if (pairs.length > 0) stretches.push(stretchOf(pairs.slice(from), resolution));
  return { stretches, breaks };
}

interface Gain {
  readonly gained: Seconds;
  readonly tolerance: Seconds;
  readonly span: Seconds;
}

function gainOf(a: ClockPair, b: ClockPair, resolution: Seconds): Gain {
  const span = secondsBetween(a.mono, b.mono);
  const tolerance = resolution + (a.withinNs + b.withinNs) / 2 / NANOS_PER_SECOND;
  return { gained: (b.wallMs - a.wallMs) / 1e3 - span, tolerance, span };
}

function breachOf(gain: Gain, neighbours: readonly (Gain | undefined)[]): Breach | undefined {
  const { gained, tolerance } = gain;
  if (gained >= SUSPEND_S) return "suspended";
  if (Math.abs(gained) <= STEP_S + tolerance) return undefined;
  return neighbours.some((neighbour) => neighbour !== undefined && isOneSlew(gain, neighbour))
    ? undefined
    : "clock-step";
}

/** Whether both gains are those of one slew: no faster than any daemon's, and as fast as each other. */
function isOneSlew(a: Gain, b: Gain): boolean {
  const slow = [a, b].every(({ gained, tolerance, span }) => Math.abs(gained) <= FASTEST_SLEW * span + tolerance);
  return slow && Math.abs(a.gained - (b.gained * a.span) / b.span) <= a.tolerance + (b.tolerance * a.span) / b.span;
}

function stretchOf(pairs: readonly ClockPair[], resolution: Seconds): Stretch {
  const [first, last] = [pairs[0], pairs.at(-1)];
  if (first === undefined || last === undefined || first === last) return { pairs, slew: undefined };
  const { gained, tolerance, span } = gainOf(first, last, resolution);
  return { pairs, slew: Math.abs(gained) > SLEW * span + tolerance ? gained / span : undefined };
}
