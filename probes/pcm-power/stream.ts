import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import type { Nanoseconds, Seconds } from "../../src/core/units.js";
import { BlockClock } from "../shared/block-clock.js";
import { type Interruption, keepRunning } from "../shared/keep-running.js";
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

/** The long-lived child, up and counting. */
export interface Running {
  /** Samples from now on, until the signal aborts that it was started with. Called once. */
  batches(): AsyncGenerator<Batch>;
  /** Resolves when the child is gone, after that signal. */
  gone(): Promise<void>;
}

/**
 * Starts the child and waits for its first word, just before its first block: it takes seconds to find out what a large
 * server is, which would be missing at the beginning of a run. One that dies or hangs is started again and leaves a gap.
 */
export async function startSampling(sampling: Sampling, signal: AbortSignal): Promise<Running> {
  const { program, clock, silence } = sampling;
  const events = keepRunning(program, { clock, silence, why: refusalOf }, signal);
  const reading = new Reading(sampling);
  const first = await events.next();
  if (!first.done) reading.take(first.value, 0n);
  return {
    async *batches() {
      const since = clock.now();
      for await (const event of events) {
        const batch = reading.take(event, since);
        if (batch !== undefined) yield batch;
      }
    },
    async gone() {
      while (!(await events.next()).done);
    },
  };
}

class Reading {
  readonly #ids: readonly string[];
  readonly #ticks: LiveTicks;
  readonly #ends = new BlockClock();
  #blocks = new Blocks();

  constructor(sampling: Sampling) {
    this.#ids = sampling.ids;
    this.#ticks = new LiveTicks(sampling);
  }

  /** What an event gave that ended after `since`. */
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
