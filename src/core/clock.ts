import type { Nanoseconds } from "./units.js";

/** The only source of time. `wall` is for people and databases alone; every duration comes from `now`. */
export interface Clock {
  /** CLOCK_MONOTONIC in nanoseconds, the same timeline in every process of this host. */
  now(): Nanoseconds;
  /** Milliseconds since 1970, UTC. */
  wall(): number;
  /** Resolves at the instant `at`, or as soon as `signal` aborts; never rejects. */
  until(at: Nanoseconds, signal?: AbortSignal): Promise<void>;
}

/** The clocks of this host. On Linux `process.hrtime` reads CLOCK_MONOTONIC (measurement.md 3.1). */
export const hostClock: Clock = {
  now: () => process.hrtime.bigint(),
  wall: () => Date.now(),
  until: (at, signal) =>
    new Promise((resolve) => {
      const delay = Number(at - process.hrtime.bigint()) / 1e6;
      if (delay <= 0 || signal?.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, delay);
      signal?.addEventListener("abort", done);
    }),
};

/** Host monotonic and wall clock read together; `within` is the width of the bracket mono-wall-mono (measurement.md 3.1). */
export interface ClockPair {
  readonly mono: Nanoseconds;
  readonly wallMs: number;
  readonly withinNs: number;
}

/** The narrowest of a few bracketed readings of both clocks. */
export function readClockPair(clock: Clock, attempts = 5): ClockPair {
  let best: ClockPair | undefined;
  for (let attempt = 0; attempt < attempts; attempt++) {
    const before = clock.now();
    const wallMs = clock.wall();
    const after = clock.now();
    const withinNs = Number(after - before);
    if (best === undefined || withinNs < best.withinNs) best = { mono: (before + after) / 2n, wallMs, withinNs };
  }
  return best ?? { mono: clock.now(), wallMs: clock.wall(), withinNs: 0 };
}
