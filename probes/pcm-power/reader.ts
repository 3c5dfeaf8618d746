import type { Batch } from "../../src/core/batch.js";
import type { Nanoseconds } from "../../src/core/units.js";
import { BlockClock, type Span } from "../shared/block-clock.js";
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
  /** A block was lost since the last whole one. */
  #lost = false;

  constructor(ids: readonly string[], columns: LiveColumns) {
    this.#ids = ids;
    this.#ticks = new LiveTicks(columns);
  }

  take(event: Arrival | Interruption, since: Nanoseconds): Batch | undefined {
    if ("interrupted" in event) this.#interrupt(event.interrupted);
    else this.#read(event, since);
    return this.#ticks.take();
  }

  end(at: Nanoseconds): Batch | undefined {
    return this.#ticks.end(at);
  }

  /** What there is of the last block has no end. */
  #interrupt(reason: string): void {
    this.#blocks = new Blocks();
    this.#ends.restart();
    this.#ticks.interrupt(reason);
  }

  #read({ at, lines }: Arrival, since: Nanoseconds): void {
    const whole = lines.flatMap((text) => this.#whole(text));
    for (const [index, end] of this.#ends.place(at, whole).entries()) {
      const block = whole[index]?.block;
      if (block !== undefined && end > since) this.#ticks.add({ at: end, ...powersOf(block, this.#ids) });
    }
  }

  /** The block that ended with this line; what is no line of the tool's, or a block without a length, is counted. */
  #whole(text: string): readonly (Span & { readonly block: Block })[] {
    const { line, block } = this.#blocks.take(text);
    if (line === "unknown" || line === "stray") this.#ticks.reject();
    if (line === "stray") this.#lost = true;
    if (block === undefined) return [];
    if (block.elapsedMs !== undefined) return [this.#spanOf(block, block.elapsedMs)];
    this.#ticks.reject();
    this.#lost = true;
    return [];
  }

  #spanOf(block: Block, elapsedMs: number) {
    const afterLoss = this.#lost;
    this.#lost = false;
    return { block, length: elapsedMs / 1000, afterLoss };
  }
}
