import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { Clock } from "../core/clock.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";

/** How often the account is begun anew: whatever made us late since then may have come before an arrival. */
const LOOK_MS = 20;

interface Look {
  readonly at: Nanoseconds;
  /** Time the event loop spent waiting, seconds. */
  readonly idle: Seconds;
  /** Time this thread was ready to run and did not, seconds. */
  readonly waited: Seconds;
}

/**
 * How late our event loop may have been to see something: the time it was busy, and the time it waited for a processor,
 * since a recent look. What comes while it sleeps is seen at once.
 */
export class LoopLateness implements Disposable {
  readonly #clock: Clock;
  readonly #timer: NodeJS.Timeout;
  /** The newest may be of this very turn of the loop, after what made it late; the one before is not. */
  #newest: Look;
  #last: Look;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#newest = this.#last = look(clock);
    this.#timer = setInterval(() => {
      this.#last = this.#newest;
      this.#newest = look(clock);
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** The most by which what is seen now can have come before. */
  get most(): Seconds {
    const { at, idle, waited } = look(this.#clock);
    const last = this.#last;
    const busy = secondsBetween(last.at, at) - (idle - last.idle);
    return Math.max(0, busy) + Math.max(0, waited - last.waited);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

const look = (clock: Clock): Look => ({
  at: clock.now(),
  idle: performance.eventLoopUtilization().idle / 1000,
  waited: waitedForProcessor(),
});

/** The second number of schedstat; a kernel without it tells nothing, and the floor of an arrival is all there is. */
function waitedForProcessor(): Seconds {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "latin1").split(" ")[1]) / NANOS_PER_SECOND || 0;
  } catch {
    return 0;
  }
}
