import type { Seconds } from "../../core/units.js";

const FIRST: Seconds = 0.5;
const LONGEST: Seconds = 30;

/**
 * How long to wait before the next attempt: at random up to a bound that doubles, so that many clients of one server that
 * comes back do not all come at once (full jitter).
 */
export function* waits(random: () => number): Generator<Seconds, never> {
  for (let bound = FIRST; ; bound = Math.min(2 * bound, LONGEST)) yield Math.max(0.05, bound * random());
}
