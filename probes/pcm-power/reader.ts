import type { Batch } from "../../src/core/batch.js";
import type { Nanoseconds } from "../../src/core/units.js";
import { BlockClock } from "../shared/block-clock.js";
import type { Interruption } from "../shared/keep-running.js";
import { type LiveColumns, LiveTicks } from "../shared/live-ticks.js";
import { type Block, Blocks, powersOf } from "../shared/pcm/blocks.js";
import type { Arrival } from "../shared/program.js";
import type { Reader } from "../shared/ready-child.js";

/** Makes samples of the tool's blocks; `ids` are the sockets and memories that the columns are. */
export class BlockReader implements Reader {
  readonly #ids: readonly string[];
  readonly #ticks: LiveTicks;
  readonly #ends = new BlockClock();
  #blocks = new Blocks();

  constructor(ids: readonly string[], columns: LiveColumns) {
    this.#ids = ids;
    this.#ticks = new LiveTicks(columns);
  }

  take(event: Arrival | Interruption, since: Nanoseconds): Batch | undefined {
    if ("interrupted" in event) this.#interrupt(event.interrupted);
    else this.#read(event, since);
    return this.#ticks.take();
  }

  /** What there is of the last block has no end. */
  #interrupt(reason: string): void {
    this.#blocks = new Blocks();
    this.#ends.restart();
    this.#ticks.interrupt(reason);
  }

  #read({ at, lines }: Arrival, since: Nanoseconds): void {
    const whole = lines.flatMap((text) => this.#whole(text));
    const lengths = whole.map(({ elapsedMs = 0 }) => elapsedMs / 1000);
    for (const [index, end] of this.#ends.place(at, lengths).entries()) {
      const block = whole[index];
      if (block !== undefined && end > since) this.#ticks.add({ at: end, ...powersOf(block, this.#ids) });
    }
  }

  /** The block that ended with this line; what is no line of the tool's, or a block without a length, is counted. */
  #whole(text: string): readonly Block[] {
    const { line, block } = this.#blocks.take(text);
    if (line === "unknown" || line === "stray") this.#ticks.reject();
    if (block === undefined) return [];
    if (block.elapsedMs !== undefined) return [block];
    this.#ticks.reject();
    return [];
  }
}
