import type { ClockPair } from "../../src/core/clock.js";
import type { Nanoseconds } from "../../src/core/units.js";

/** The wall clock is read in whole milliseconds, cut off. */
const CUT: Nanoseconds = 1_000_000n;

/**
 * What to add to an instant of the wall clock for one of ours. Each reading of both clocks leaves it open by a
 * millisecond; the one before is kept as long as the new one allows it, so that samples do not jump to and fro by that
 * much, and two that lie closer together keep their order.
 */
export class WallOffset {
  #held: Nanoseconds | undefined;

  /** The offset after one more reading. */
  next({ mono, wallMs }: Pick<ClockPair, "mono" | "wallMs">): Nanoseconds {
    // Nanoseconds since 1970 do not fit in a double: multiplied there, every reading would be off by up to 128 ns.
    const most = mono - BigInt(Math.floor(wallMs)) * 1_000_000n;
    const least = most - CUT;
    const held = this.#held ?? most;
    this.#held = held > most ? most : held < least ? least : held;
    return this.#held;
  }
}
