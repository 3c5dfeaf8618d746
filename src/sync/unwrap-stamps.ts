import type { Seconds } from "../core/units.js";

/** A counter that stamps samples. */
export interface StampCounter {
  /** Its width; 53 for a clock that does not wrap. */
  readonly bits: number;
  readonly ticksPerSecond: number;
  /** How long arrivals may pause without a stamp being lost, because the device holds them meanwhile. */
  readonly held?: Seconds;
}

/**
 * What a stamp is: the first of a segment (`first`, or `reset` where the device's clock began anew or was set), the next
 * of it, one that came too late to be put in order, or no value of the counter.
 */
export type StampKind = "first" | "next" | "reset" | "out-of-order" | "rejected";

/** This much of the counter's period before the last stamp is out of order, not nearly a whole period later. */
const BACK = 1 / 8;
/** No burst of held stamps lets a device run this far ahead of all that the host has seen. */
const LEAP_S: Seconds = 1;
const LEAP_RATE = 1e-3;
/** So many stamps in order among themselves, all before the last good one: the device's clock was set back. */
const ENOUGH_BACK = 3;

/**
 * Counts an n-bit counter on across its wraps, also those during a stall, by the host's time (measurement.md 3.1). A
 * clock that was reset or set begins a new segment, which needs a mapping of its own.
 */
export class StampUnwrapper {
  /** Segment and seconds within it of the last stamp that was first, next or reset. */
  segment = -1;
  seconds: Seconds = 0;
  readonly #counter: StampCounter;
  readonly #size: number;
  #last = 0;
  #ticks = 0;
  #host = 0;
  /** Least delay seen in the segment, and when. */
  #floor = 0;
  #floorAt = 0;
  #back = 0;
  #backTo = 0;

  constructor(counter: StampCounter) {
    this.#counter = counter;
    this.#size = 2 ** counter.bits;
  }

  /** Takes the counter's value and the host's time of its arrival. */
  push(count: number, host: Seconds): StampKind {
    if (!Number.isInteger(count) || count < 0 || count >= this.#size || !Number.isFinite(host)) return "rejected";
    if (this.segment < 0) return this.#begin("first", count, host);
    const advance = this.#advance(count, host);
    if (advance < 0) return this.#goBack(count, host);
    const ticks = this.#ticks + advance;
    const delay = host - ticks / this.#counter.ticksPerSecond;
    if (delay < this.#floor - LEAP_S - LEAP_RATE * (host - this.#floorAt)) return this.#begin("reset", count, host);
    this.#keep(count, host, ticks);
    return "next";
  }

  /** Ticks since the last stamp; negative when it is older than that. */
  #advance(count: number, host: Seconds): number {
    const size = this.#size;
    const difference = (count - this.#last + size) % size;
    const pause = host - this.#host;
    const expected = pause * this.#counter.ticksPerSecond;
    const stalled = expected > size / 2 && pause > (this.#counter.held ?? 0);
    const wraps = stalled ? Math.max(0, Math.round((expected - difference) / size)) : 0;
    // a pause as long as the difference is the ordinary end of a period
    const isBack = difference > size * (1 - BACK) && wraps === 0 && expected < size / 2;
    return isBack ? difference - size : difference + wraps * size;
  }

  /** An older stamp: a straggler, or the device began anew. */
  #goBack(count: number, host: Seconds): StampKind {
    const follows = this.#back > 0 && count >= this.#backTo;
    this.#back = follows ? this.#back + 1 : 1;
    this.#backTo = count;
    return this.#back >= ENOUGH_BACK ? this.#begin("reset", count, host) : "out-of-order";
  }

  #begin(kind: "first" | "reset", count: number, host: Seconds): StampKind {
    this.segment++;
    this.#floor = Number.POSITIVE_INFINITY;
    this.#keep(count, host, 0);
    return kind;
  }

  #keep(count: number, host: Seconds, ticks: number): void {
    this.seconds = ticks / this.#counter.ticksPerSecond;
    if (host - this.seconds < this.#floor) {
      this.#floor = host - this.seconds;
      this.#floorAt = host;
    }
    this.#last = count;
    this.#ticks = ticks;
    this.#host = host;
    this.#back = 0;
  }
}
