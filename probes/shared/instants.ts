import type { Clock } from "../../src/core/clock.js";
import type { Nanoseconds } from "../../src/core/units.js";

// Math.min and Math.max refuse bigint, which is why biome's advice to use them does not compile.

/** The earlier of two instants. */
export function earlier(a: Nanoseconds, b: Nanoseconds): Nanoseconds {
  if (a < b) return a;
  return b;
}

/** The later of two instants. */
export function later(a: Nanoseconds, b: Nanoseconds): Nanoseconds {
  if (a > b) return a;
  return b;
}

/** When `signal` aborted; now, as long as it has not. */
export function abortOf(signal: AbortSignal, clock: Clock): () => Nanoseconds {
  let aborted: Nanoseconds | undefined;
  const note = () => {
    aborted = clock.now();
  };
  if (signal.aborted) note();
  else signal.addEventListener("abort", note, { once: true });
  return () => aborted ?? clock.now();
}
