import type { Marker } from "../core/marker.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";

/** How much later than they were taken samples stand, in seconds: somewhere between these. */
export interface Bound {
  readonly least: Seconds;
  readonly most: Seconds;
}

/** A sent edge and the samples around it: the stream does not show it at `before`, and does at `after`. */
export interface SeenEdge {
  readonly marker: Pick<Marker, "sent" | "within">;
  readonly before?: Nanoseconds;
  readonly after: Nanoseconds;
}

/**
 * What edges say of how late the samples of a stream stand (measurement.md 3.4). An edge is never shown before it was sent:
 * so a sample that shows it stands at most as late as it stands after the sending, plus a period, over which the sample
 * may be a mean. A marker that waits to be sent out can be as late as it likes, so it bounds from above alone; an edge on a
 * wire is there at once, so the last sample without it bounds from below. Undefined without edges; `least` above `most`
 * means that the edges contradict each other.
 */
export function latenessBound(edges: readonly SeenEdge[], period: Seconds): Bound | undefined {
  if (edges.length === 0) return undefined;
  let least = 0;
  let most = Number.POSITIVE_INFINITY;
  for (const { marker, before, after } of edges) {
    most = Math.min(most, secondsBetween(marker.sent, after) + marker.within + period);
    if (before !== undefined) least = Math.max(least, secondsBetween(marker.sent, before) - marker.within - period);
  }
  return { least, most };
}

/** Those markers that came back in the stream. */
export const returnedEdges = (markers: readonly Marker[]): readonly SeenEdge[] =>
  markers.flatMap((marker) => (marker.returned === undefined ? [] : [{ marker, after: marker.returned.at }]));

/** An edge comes within this time, or it is another one. */
const NEAR_NS = 0.5 * NANOS_PER_SECOND;

/** Finds sent edges in a column that shows them: where it goes over the middle of its levels, up at a begin and down at an end. */
export class EdgeFinder {
  readonly #start: Nanoseconds;
  /** In order of time, with when each was sent: nanoseconds after `start`. */
  readonly #near: { readonly marker: Marker; readonly sent: number; readonly at: number[]; readonly level: number[] }[];
  /** Markers before this one are over. */
  #first = 0;

  /** `start` is the zero of the samples' instants. */
  constructor(markers: readonly Marker[], start: Nanoseconds) {
    this.#start = start;
    this.#near = markers
      .map((marker) => ({ marker, sent: Number(marker.sent - start), at: [], level: [] }))
      .sort((a, b) => a.sent - b.sent);
  }

  /** The next sample, not before the last, in nanoseconds after `start`; one without a number shows nothing. */
  add(at: number, level: number): void {
    while (at - (this.#near[this.#first]?.sent ?? Number.NaN) > NEAR_NS) this.#first++;
    if (Number.isNaN(level)) return;
    for (let k = this.#first; (this.#near[k]?.sent ?? Number.NaN) - at <= NEAR_NS; k++) {
      this.#near[k]?.at.push(at);
      this.#near[k]?.level.push(level);
    }
  }

  /** The edges that were found. */
  edges(): readonly SeenEdge[] {
    const levels = this.#near.flatMap(({ level }) => level);
    const low = levels.reduce((least, level) => Math.min(least, level), Number.POSITIVE_INFINITY);
    const high = levels.reduce((most, level) => Math.max(most, level), Number.NEGATIVE_INFINITY);
    if (!(high > low)) return [];
    const isUp = (level: number | undefined) => (level ?? low) > (low + high) / 2;
    return this.#near.flatMap(({ marker, at, level }): SeenEdge[] => {
      const up = marker.kind === "begin";
      const crossings = level.flatMap((_, k) =>
        k > 0 && isUp(level[k]) === up && isUp(level[k - 1]) !== up ? [k] : [],
      );
      const [only, second] = crossings;
      const before = at[(only ?? 0) - 1];
      const after = at[only ?? 0];
      // a line that bounces, or one that somebody else moves, says nothing
      if (only === undefined || second !== undefined || before === undefined || after === undefined) return [];
      return [{ marker, before: this.#instant(before), after: this.#instant(after) }];
    });
  }

  #instant(at: number): Nanoseconds {
    return this.#start + BigInt(Math.round(at));
  }
}
