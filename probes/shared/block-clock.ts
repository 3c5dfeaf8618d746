import { type Nanoseconds, nanoseconds, type Seconds } from "../../src/core/units.js";
import { earlier } from "./instants.js";

/** A tool that prints and then reads its clock again takes this long a block at most. */
const PRINTING: Seconds = 2e-3;

/** A block as it is placed. */
export interface Span {
  readonly length: Seconds;
  /** What came before it was lost, and with that where it began. */
  readonly afterLoss?: boolean;
}

/**
 * Places blocks that a tool prints as each of them ends, by their own lengths: a block that waited in a pipe ended one
 * length after the one before it, not when it arrived, unless that one was lost; and no block ended after its arrival.
 */
export class BlockClock {
  #end: Nanoseconds | undefined;

  /** The ends of blocks that came in one piece, oldest first. */
  place(arrived: Nanoseconds, blocks: readonly Span[]): readonly Nanoseconds[] {
    let latest = arrived - nanoseconds(blocks.slice(1).reduce((sum, { length }) => sum + length, 0));
    return blocks.map(({ length, afterLoss = false }, index) => {
      if (index > 0) latest += nanoseconds(length);
      const follows = this.#end === undefined || afterLoss ? latest : this.#end + nanoseconds(length + PRINTING);
      this.#end = earlier(latest, follows);
      return this.#end;
    });
  }

  /** The tool was started anew. */
  restart(): void {
    this.#end = undefined;
  }
}
