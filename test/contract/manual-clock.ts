import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";

interface Sleeper {
  readonly at: Nanoseconds;
  readonly wake: () => void;
}

/** A clock that stands still until a test moves it. It starts at an instant that is neither zero nor round. */
export class ManualClock implements Clock {
  #now: Nanoseconds = 5_000_000_123n;
  readonly #sleepers = new Set<Sleeper>();

  now(): Nanoseconds {
    return this.#now;
  }

  wall(): number {
    return 1.7e12 + Number(this.#now) / 1e6;
  }

  until(at: Nanoseconds, signal?: AbortSignal): Promise<void> {
    if (at <= this.#now || signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper: Sleeper = { at, wake };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", wake);
    });
  }

  /** Moves on by `span`, stopping at every instant somebody waits for, so that each of them sees its own deadline. */
  async advance(span: Seconds): Promise<void> {
    const end = this.#now + nanoseconds(span);
    for (;;) {
      await settled();
      const next = this.#next();
      if (next === undefined || next.at > end) break;
      if (next.at > this.#now) this.#now = next.at;
      next.wake();
    }
    this.#now = end;
    await settled();
  }

  /** Moves on without waking anybody on the way: what a stalled computer looks like. */
  stall(span: Seconds): void {
    this.#now += nanoseconds(span);
  }

  #next(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) if (first === undefined || sleeper.at < first.at) first = sleeper;
    return first;
  }
}

/** Resolves when everything that could run without the clock has run. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
