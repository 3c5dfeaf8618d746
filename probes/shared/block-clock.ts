import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { earlier } from "./instants.js";

/** A tool that prints and then reads its clock again takes this long a block at most. */
const PRINTING: Seconds = 2e-3;

/**
 * Places blocks that a tool prints as each of them ends, by their own lengths: a block that waited in a pipe ended one
 * length after the one before it, not when it arrived; and no block ended after its arrival.
 */
export class BlockClock {
  #end: Nanoseconds | undefined;

  /** The ends of blocks that came in one piece, oldest first, from their lengths. */
  place(arrived: Nanoseconds, lengths: readonly Seconds[]): readonly Nanoseconds[] {
    let latest = arrived - nanoseconds(lengths.slice(1).reduce((sum, length) => sum + length, 0));
    return lengths.map((length, index) => {
      if (index > 0) latest += nanoseconds(length);
      this.#end = this.#end === undefined ? latest : earlier(latest, this.#end + nanoseconds(length + PRINTING));
      return this.#end;
    });
  }

  /** The tool was started anew. */
  restart(): void {
    this.#end = undefined;
  }
}
