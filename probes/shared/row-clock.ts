import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds } from "../../src/core/units.js";

/** When lines arrived, on both clocks of this host. */
export interface Arrived {
  readonly mono: Nanoseconds;
  readonly wallMs: number;
}

/** Rows that waited in a full pipe are old; older than this, it is the zone that changed. */
const OLDEST_MS = 20 * 60_000;
/** The row is stamped before it is printed: one that is younger than its arrival shows another clock or zone. */
const YOUNGEST_MS = -1000;
/** Every zone of the world is a multiple of this away from UTC. */
const ZONE_STEP_MS = 15 * 60_000;

/**
 * Maps the rows' own time stamps, local time of an unknown zone, to CLOCK_MONOTONIC: the zone is the one that makes the
 * row just arrived, and is kept until a row would be from the future or older than any pipe, as when summer time
 * begins or ends. Rows that were held up are so placed where they were taken (devices.md B4).
 */
export class RowClock {
  #zoneMs: number | undefined;

  /** The instant of a row stamped `localMs`, not after its arrival; a row without a stamp is as old as its arrival. */
  place(localMs: number | undefined, arrived: Arrived): Nanoseconds {
    if (localMs === undefined) return arrived.mono;
    const age = this.#age(localMs, arrived.wallMs);
    return age > 0 ? arrived.mono - nanoseconds(age / 1000) : arrived.mono;
  }

  #age(localMs: number, wallMs: number): number {
    const kept = this.#zoneMs === undefined ? Number.NaN : wallMs - (localMs - this.#zoneMs);
    if (kept >= YOUNGEST_MS && kept <= OLDEST_MS) return kept;
    this.#zoneMs = Math.round((localMs - wallMs) / ZONE_STEP_MS) * ZONE_STEP_MS;
    return wallMs - (localMs - this.#zoneMs);
  }
}

/** Both clocks at an arrival at `mono`, read a moment later. */
export const arrivedAt = (clock: Clock, mono: Nanoseconds): Arrived => ({
  mono,
  wallMs: clock.wall() - Number(clock.now() - mono) / 1e6,
});
