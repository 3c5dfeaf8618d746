import type { Manifest, RecordedEvent } from "../../core/recording.js";
import type { Nanoseconds } from "../../core/units.js";

const NANOS_PER_MS = 1_000_000n;

/**
 * Nanoseconds since 1970 of an instant, by the first pair of clocks alone: distances between samples stay exact to the
 * nanosecond, and a sample that is sent twice has one place. The kernel slews both clocks alike; a step of the wall clock
 * moves nothing. Undefined as long as there is no pair.
 */
export function wallOf(
  manifest: Pick<Manifest, "start" | "startedAt">,
  events: readonly RecordedEvent[],
): ((at: Nanoseconds) => Nanoseconds) | undefined {
  const first = events.find((event) => event.type === "clock");
  if (first === undefined) return undefined;
  const { mono, wallMs } = first.pair;
  // a pair that makes no sense is no worse than none
  if (!Number.isFinite(wallMs)) return startedAt(manifest);
  const zero = nanosOf(wallMs) - mono;
  return (at) => at + zero;
}

/** The same of a recording without a pair of clocks: by what its manifest says for people. */
export function startedAt({ start, startedAt: text }: Pick<Manifest, "start" | "startedAt">) {
  const zero = BigInt(Date.parse(text)) * NANOS_PER_MS - start;
  return (at: Nanoseconds): Nanoseconds => at + zero;
}

/** A product would be a double, which holds 1.8e18 to 256 ns. */
function nanosOf(ms: number): Nanoseconds {
  const whole = Math.trunc(ms);
  return BigInt(whole) * NANOS_PER_MS + BigInt(Math.round((ms - whole) * Number(NANOS_PER_MS)));
}
