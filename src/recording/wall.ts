import type { ClockPair } from "../core/clock.js";
import type { Manifest, RecordedEvent } from "../core/recording.js";

/** Wall-clock time, in milliseconds since 1970, of an instant in nanoseconds after the recording's start. */
export type WallClock = (atNs: number) => number;

const NANOS_PER_MS = 1e6;

/**
 * The wall clock as the recording's clock pairs tell it: a straight line between two pairs, so that slewing is
 * followed; before the first and after the last at their offset. Without pairs, from the manifest's start.
 */
export function wallClockOf({ start, startedAt }: Manifest, events: readonly RecordedEvent[]): WallClock {
  const pairs = events.flatMap((event) => (event.type === "clock" ? [pointOf(event.pair, start)] : []));
  const points = pairs.length > 0 ? pairs : [{ atNs: 0, wallMs: Date.parse(startedAt) }];
  let after = 1;
  return (atNs) => {
    // Instants are asked for in order: the pair next to the last answer is nearly always the right one.
    while (after < points.length - 1 && (points[after]?.atNs ?? 0) < atNs) after++;
    while (after > 1 && (points[after - 1]?.atNs ?? 0) > atNs) after--;
    return between(points[after - 1], points[after], atNs);
  };
}

interface Point {
  readonly atNs: number;
  readonly wallMs: number;
}

const pointOf = ({ mono, wallMs }: ClockPair, start: bigint): Point => ({ atNs: Number(mono - start), wallMs });

function between(before: Point | undefined, after: Point | undefined, atNs: number): number {
  if (before === undefined) return Number.NaN;
  const from = (point: Point) => point.wallMs + (atNs - point.atNs) / NANOS_PER_MS;
  if (after === undefined || atNs <= before.atNs || after.atNs <= before.atNs) return from(before);
  if (atNs >= after.atNs) return from(after);
  const share = (atNs - before.atNs) / (after.atNs - before.atNs);
  return before.wallMs + share * (after.wallMs - before.wallMs);
}
