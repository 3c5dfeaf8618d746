import type { Clock } from "../core/clock.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds } from "../core/units.js";
import type { MarkStamp } from "./mark-line.js";

const MS: Nanoseconds = 1_000_000n;
/** A tick of the wall clock comes within a millisecond; twice that is waited for it, and never for ever. */
const TICK_NS: Nanoseconds = 2n * MS;
const LOOKS = 100_000;
/** Sharper than any stamp of the wall clock needs. */
const SHARP_NS: Nanoseconds = 2000n;
/** Steps that come after a look are found at the next one. */
const LOOK_AGAIN_NS: Nanoseconds = 1_000_000_000n;

/** Between which monotonic - wall lies, nanoseconds. */
interface Offset {
  readonly least: Nanoseconds;
  readonly most: Nanoseconds;
}

/** An instant on the monotonic clock: `unsure` is the share of `within` that the mapping adds. */
export interface Mapped {
  readonly at: Nanoseconds;
  readonly within: Seconds;
  readonly unsure: Seconds;
}

/**
 * Stamps by the wall clock on the monotonic one. Their difference is constant but for steps, since both are slewed alike:
 * so every look narrows it, and one that contradicts the looks before shows a step (measurement.md 3.1).
 */
export class WallMap {
  readonly #clock: Clock;
  #offset: Offset | undefined;
  #looked: Nanoseconds = 0n;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The instant of a stamp that just came; undefined when the wall clock was set meanwhile. */
  instant({ at, withinNs }: MarkStamp): Mapped | undefined {
    const before = this.#offset;
    if (before === undefined || this.#clock.now() - this.#looked > LOOK_AGAIN_NS) this.#look();
    const offset = this.#offset;
    if (offset === undefined || (before !== undefined && !overlap(before, offset))) return undefined;
    const { least, most } = offset;
    const unsure = Number((most - least) / 2n + 1n) / NANOS_PER_SECOND;
    return { at: at + (least + most) / 2n, within: Number(withinNs) / NANOS_PER_SECOND + unsure, unsure };
  }

  #look(): void {
    const seen = lookAtTick(this.#clock);
    const known = this.#offset;
    this.#looked = this.#clock.now();
    this.#offset = known === undefined || !overlap(known, seen) ? seen : both(known, seen);
  }
}

const later = (a: bigint, b: bigint): bigint => (a > b ? a : b);
const sooner = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const both = (a: Offset, b: Offset): Offset => ({ least: later(a.least, b.least), most: sooner(a.most, b.most) });
const overlap = (a: Offset, b: Offset): boolean => a.least <= b.most && b.least <= a.most;

/**
 * The wall clock shows whole milliseconds, so one look leaves a millisecond open; the looks on both sides of a tick leave
 * no more than the time between them.
 */
function lookAtTick(clock: Clock): Offset {
  const started = clock.now();
  let before = started;
  let seen: Offset | undefined;
  for (let look = 0; look < LOOKS && before - started < TICK_NS; look++) {
    const wall = BigInt(clock.wall()) * MS;
    const after = clock.now();
    const one = { least: before - wall - MS, most: after - wall };
    seen = seen === undefined || !overlap(seen, one) ? one : both(seen, one);
    if (seen.most - seen.least < SHARP_NS) break;
    before = after;
  }
  return seen ?? { least: 0n, most: 0n };
}
