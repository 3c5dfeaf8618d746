import type { ClockPair } from "../core/clock.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";
import { type Breach, type Break, type Stretch, stretchesOf } from "./wall-stretches.js";
import type { LocalTime } from "./zone.js";

/** Why a wall-clock time is no instant of the recording. */
export type NoInstant = Breach | "ambiguous" | "outside" | "no-such-local-time" | "not-a-time";

/** The instant of a wall-clock time and how well it is known, or why there is none. */
export type WallInstant = { readonly at: Nanoseconds; readonly within: Seconds } | { readonly missing: NoInstant };

/** The wall clock is read in whole milliseconds, rounded down. */
const RESOLUTION_S: Seconds = 1e-3;

/**
 * From the wall clock to CLOCK_MONOTONIC by the pairs of a recording: a straight line between two pairs, so that slewing
 * is followed, and nothing across a step or a suspend, before the first pair or after the last.
 */
export class WallMap {
  readonly stretches: readonly Stretch[];
  readonly breaks: readonly Break[];
  readonly #resolution: Seconds;

  /** `resolution`: how finely the pairs' wall clock was read. Pairs that are not later than the one before are left out. */
  constructor(pairs: readonly ClockPair[], resolution: Seconds = RESOLUTION_S) {
    this.#resolution = resolution;
    const { stretches, breaks } = stretchesOf(inOrder(pairs), resolution);
    this.stretches = stretches;
    this.breaks = breaks;
  }

  /** The instant of a time in milliseconds since 1970, UTC. */
  instant(wallMs: number): WallInstant {
    if (!Number.isFinite(wallMs)) return { missing: "not-a-time" };
    const found = this.stretches.flatMap((stretch) => this.#within(stretch, wallMs));
    const near = this.breaks.filter((gap) => mayLieIn(gap, wallMs));
    const [only] = found;
    if (only !== undefined) return found.length + near.length > 1 ? { missing: "ambiguous" } : only;
    const over = near[0] ?? this.breaks.find(({ before, after }) => before.wallMs < wallMs && wallMs < after.wallMs);
    return { missing: over?.breach ?? "outside" };
  }

  /** The instant of a local time (milliseconds since 1970 as if it were UTC): of a repeated hour the one that was recorded. */
  local(localMs: number, zone: LocalTime): WallInstant {
    if (!Number.isFinite(localMs)) return { missing: "not-a-time" };
    const tried = zone(localMs).map((utcMs) => this.instant(utcMs));
    const [first = { missing: "no-such-local-time" as const }] = tried;
    const possible = tried.filter((one) => !("missing" in one && one.missing === "outside"));
    return possible.length > 1 ? { missing: "ambiguous" } : (possible[0] ?? first);
  }

  #within({ pairs }: Stretch, wallMs: number): readonly WallInstant[] {
    const [first, last] = [pairs[0], pairs.at(-1)];
    const resolutionMs = this.#resolution * 1e3;
    if (first === undefined || last === undefined || wallMs < first.wallMs || wallMs > last.wallMs + resolutionMs)
      return [];
    const after = Math.max(
      1,
      pairs.findIndex((pair, k) => k > 0 && pair.wallMs >= wallMs),
    );
    const before = pairs[after - 1] ?? first;
    return [this.#between(before, wallMs > last.wallMs ? last : (pairs[after] ?? before), wallMs)];
  }

  /** A clock that was read as w stood between w and w + resolution: in the middle, give or take a half. */
  #between(a: ClockPair, b: ClockPair, wallMs: number): WallInstant {
    const spanMs = b.wallMs - a.wallMs;
    const share = spanMs > 0 ? Math.min(1, (wallMs - a.wallMs) / spanMs) : 0;
    const half = this.#resolution / 2;
    const span = secondsBetween(a.mono, b.mono);
    // when between both pairs the clock gained what it gained is not known
    const gained = Math.abs(spanMs / 1e3 - span);
    const within = half + Math.max(a.withinNs, b.withinNs) / 2 / NANOS_PER_SECOND + gained;
    const after = share * span - half;
    return { at: a.mono + BigInt(Math.round(after * NANOS_PER_SECOND)), within };
  }
}

function inOrder(pairs: readonly ClockPair[]): readonly ClockPair[] {
  const kept: ClockPair[] = [];
  for (const pair of pairs) {
    const last = kept.at(-1);
    if (Number.isFinite(pair.wallMs) && (last === undefined || pair.mono > last.mono)) kept.push(pair);
  }
  return kept;
}

/** Whether the wall clock may have shown a time between the pairs around a break: before the step, or after it. */
function mayLieIn({ before, after }: Break, wallMs: number): boolean {
  const spanMs = secondsBetween(before.mono, after.mono) * 1e3;
  const shownBefore = before.wallMs < wallMs && wallMs <= before.wallMs + spanMs;
  return shownBefore || (after.wallMs - spanMs <= wallMs && wallMs < after.wallMs);
}
