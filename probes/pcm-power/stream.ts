import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import type { Seconds } from "../../src/core/units.js";
import { BlockClock } from "../shared/block-clock.js";
import { keepRunning } from "../shared/keep-running.js";
import { LiveTicks } from "../shared/live-ticks.js";
import { type Block, Blocks, powersOf } from "../shared/pcm/blocks.js";
import type { Arrival, Program } from "../shared/program.js";
import { refusalOf } from "./refusals.js";

/** What to run, and which sockets and memories of its blocks are the columns. */
export interface Sampling {
  readonly probe: string;
  readonly program: Program;
  readonly ids: readonly string[];
  readonly columns: readonly string[];
  readonly clock: Clock;
  readonly period: Seconds;
  /** The tool says nothing for this long: it hangs. */
  readonly silence: Seconds;
}

/** Samples from one long-lived child until `signal` aborts; one that dies or hangs is started again and leaves a gap. */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { program, ids, clock, silence } = sampling;
  const ticks = new LiveTicks(sampling);
  const ends = new BlockClock();
  let blocks = new Blocks();
  for await (const event of keepRunning(program, { clock, silence, why: refusalOf }, signal)) {
    if ("interrupted" in event) {
      // what there is of its last block has no end
      blocks = new Blocks();
      ends.restart();
      ticks.interrupt(event.interrupted);
    } else add(ticks, ids, { at: event.at, whole: wholeBlocks(event, blocks, ticks), ends });
    const batch = ticks.take();
    if (batch !== undefined) yield batch;
  }
}

/** Blocks that ended with these lines; what is no line of the tool's, or no block, is counted. */
function wholeBlocks({ lines }: Arrival, blocks: Blocks, ticks: LiveTicks): readonly Block[] {
  return lines.flatMap((text) => {
    const { line, block } = blocks.take(text);
    if (line === "unknown" || line === "stray") ticks.reject();
    if (block === undefined) return [];
    if (block.elapsedMs !== undefined) return [block];
    ticks.reject();
    return [];
  });
}

interface Ended {
  readonly at: bigint;
  readonly whole: readonly Block[];
  readonly ends: BlockClock;
}

function add(ticks: LiveTicks, ids: readonly string[], { at, whole, ends }: Ended): void {
  const lengths = whole.map(({ elapsedMs = 0 }) => elapsedMs / 1000);
  for (const [index, end] of ends.place(at, lengths).entries()) {
    const block = whole[index];
    if (block !== undefined) ticks.add({ at: end, ...powersOf(block, ids) });
  }
}
