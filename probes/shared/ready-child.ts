import type { Batch } from "../../src/core/batch.js";
import type { OpenProbe } from "../../src/core/probe.js";
import type { Nanoseconds } from "../../src/core/units.js";
import { abortOf } from "./instants.js";
import { type Interruption, type Keeping, keepRunning } from "./keep-running.js";
import type { Arrival, Program } from "./program.js";

/** What makes samples of a program's lines. */
export interface Reader {
  /** What an event gave, of that which ended after `since`. */
  take(event: Arrival | Interruption, since: Nanoseconds): Batch | undefined;
  /** What is left to tell when sampling was over at `at`. */
  end(at: Nanoseconds): Batch | undefined;
}

/** What sampling from a program needs. */
export interface Child {
  readonly program: Program;
  readonly keeping: Keeping;
  readonly reader: Reader;
}

/**
 * Starts a long-lived child and waits for its first words: a program that takes its time to begin would be missing at the
 * beginning of a run. Samples count from when they are asked for; one that dies or hangs is started again.
 */
export async function readyChild({
  program,
  keeping,
  reader,
}: Child): Promise<Pick<OpenProbe, "batches" | typeof Symbol.asyncDispose>> {
  const closing = new AbortController();
  const events = keepRunning(program, keeping, closing.signal);
  const first = await events.next();
  if (!first.done) reader.take(first.value, keeping.clock.now());
  return {
    batches(signal) {
      if (signal.aborted) closing.abort();
      signal.addEventListener("abort", () => closing.abort());
      return read(events, { reader, since: keeping.clock.now(), over: abortOf(signal, keeping.clock) });
    },
    async [Symbol.asyncDispose]() {
      closing.abort();
      while (!(await events.next()).done);
    },
  };
}

interface Reading {
  readonly reader: Reader;
  readonly since: Nanoseconds;
  readonly over: () => Nanoseconds;
}

async function* read(events: AsyncIterable<Arrival | Interruption>, { reader, since, over }: Reading) {
  for await (const event of events) {
    const batch = reader.take(event, since);
    if (batch !== undefined) yield batch;
  }
  const rest = reader.end(over());
  if (rest !== undefined) yield rest;
}
