import type { Manifest, RecordedEvent } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";

const NANOS_PER_MS = 1_000_000n;

/**
 * Nanoseconds since 1970 of an instant, by the first pair of clocks alone: distances between samples stay exact to the
 * nanosecond, and a sample that is sent twice has one place. The kernel slews both clocks alike; a step of the wall clock
 * moves nothing. Undefined as long as there is no pair.
 */
export function wallOf(
  { start, startedAt }: Manifest,
  events: readonly RecordedEvent[],
): ((at: Nanoseconds) => Nanoseconds) | undefined {
  const first = events.find((event) => event.type === "clock");
  if (first === undefined) return undefined;
  const { mono, wallMs } = first.pair;
  // a pair that makes no sense is no worse than none
  const zero = Number.isFinite(wallMs) ? nanosOf(wallMs) - mono : BigInt(Date.parse(startedAt)) * NANOS_PER_MS - start;
  return (at) => at + zero;
}

/** A product would be a double, which holds 1.8e18 to 256 ns. */
function nanosOf(ms: number): Nanoseconds {
  const whole = Math.trunc(ms);
  return BigInt(whole) * NANOS_PER_MS + BigInt(Math.round((ms - whole) * Number(NANOS_PER_MS)));
}
