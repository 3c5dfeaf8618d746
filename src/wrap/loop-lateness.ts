import { closeSync, openSync, readSync } from "node:fs";
import { performance } from "node:perf_hooks";
import type { Clock } from "../core/clock.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";

/** How often the account is begun anew: whatever made us late since then may have come before an arrival. Each look wakes a processor. */
const LOOK_MS = 50;

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
  readonly #waits = new Waits();
  /** The newest may be of this very turn of the loop, after what made it late; the one before is not. */
  #newest: Look;
  #last: Look;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#newest = this.#last = this.#look();
    this.#timer = setInterval(() => {
      this.#last = this.#newest;
      this.#newest = this.#look();
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** The most by which what is seen now can have come before. */
  get most(): Seconds {
    const { at, idle, waited } = this.#look();
    const last = this.#last;
    const busy = secondsBetween(last.at, at) - (idle - last.idle);
    return Math.max(0, busy) + Math.max(0, waited - last.waited);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#waits[Symbol.dispose]();
  }

  #look(): Look {
    const idle = performance.eventLoopUtilization().idle / 1000;
    return { at: this.#clock.now(), idle, waited: this.#waits.total };
  }
}

/** Time this thread was ready to run and did not. A descriptor that stays open: looked up anew it costs ten times as much. */
class Waits implements Disposable {
  readonly #buffer = Buffer.alloc(64);
  #descriptor: number | undefined;

  constructor() {
    try {
      this.#descriptor = openSync("/proc/thread-self/schedstat", "r");
    } catch {
      // a kernel without it tells nothing, and the floor of an arrival is all there is
    }
  }

  /** The second number of schedstat, in seconds. */
  get total(): Seconds {
    if (this.#descriptor === undefined) return 0;
    try {
      const length = readSync(this.#descriptor, this.#buffer, 0, this.#buffer.length, 0);
      return Number(this.#buffer.toString("latin1", 0, length).split(" ")[1]) / NANOS_PER_SECOND || 0;
    } catch {
      return 0;
    }
  }

  [Symbol.dispose](): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}
