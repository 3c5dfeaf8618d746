import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import type { SwitchedLoad } from "./load.js";

/** When a load changed, and the half-width of the interval in which it did. */
export interface Switched {
  readonly at: Nanoseconds;
  readonly within: Seconds;
}

/** Threads follow within microseconds; on a machine that is busy, later. */
const FOLLOWS: Seconds = 0.5;
const LOOK: Seconds = 0.0005;

/** Switches a load, waits until all of it has followed, and says between which instants that was. */
export async function switchLoad(load: SwitchedLoad, full: boolean, clock: Clock): Promise<Switched> {
  const from = clock.now();
  load.switch(full);
  const to = await followed(load, clock, from + nanoseconds(FOLLOWS));
  return { at: (from + to) / 2n, within: secondsBetween(from, to) / 2 };
}

async function followed(load: SwitchedLoad, clock: Clock, latest: Nanoseconds): Promise<Nanoseconds> {
  for (;;) {
    const at = load.followed();
    if (at !== undefined) return at;
    const now = clock.now();
    if (now >= latest) return now;
    await clock.until(now + nanoseconds(LOOK));
  }
}
