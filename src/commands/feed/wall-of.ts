import type { Manifest, RecordedEvent } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";

const NANOS_PER_MS = 1e6;

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
  const zero = Number.isFinite(wallMs)
    ? BigInt(Math.round(wallMs * NANOS_PER_MS)) - mono
    : BigInt(Date.parse(startedAt)) * 1_000_000n - start;
  return (at) => at + zero;
}
