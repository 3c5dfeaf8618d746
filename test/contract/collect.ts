import type { Batch } from "../../src/core/batch.js";
import type { OpenProbe } from "../../src/core/probe.js";
import type { Seconds } from "../../src/core/units.js";

/** A stream being read: what came so far, and how it ended. */
export interface Collection {
  readonly batches: Batch[];
  /** Resolves when the stream ends; rejects with what it died of. */
  readonly ended: Promise<void>;
  readonly abort: () => void;
}

/** Reads a probe's stream in the background. */
export function collect(probe: OpenProbe): Collection {
  const stop = new AbortController();
  const batches: Batch[] = [];
  const read = async () => {
    for await (const batch of probe.batches(stop.signal)) batches.push(batch);
  };
  const ended = read();
  // a rejection is looked at by whoever awaits `ended`, maybe later
  ended.catch(() => undefined);
  return { batches, ended, abort: () => stop.abort() };
}

/** Something in which time can pass: a manual clock, or a world. */
export interface Passing {
  advance(span: Seconds): Promise<void>;
}

/** Everything a probe samples in a span of the clock, ended by an abort. */
export async function collectFor(probe: OpenProbe, time: Passing, span: Seconds): Promise<readonly Batch[]> {
  const collection = collect(probe);
  await time.advance(span);
  collection.abort();
  await collection.ended;
  return collection.batches;
}

/** One column of several batches as one list. */
export const column = (batches: readonly Batch[], index: number): readonly number[] =>
  batches.flatMap((batch) => [...(batch.columns[index] ?? [])]);

/** The instants of several batches as one list. */
export const instants = (batches: readonly Batch[]): readonly bigint[] => batches.flatMap((batch) => [...batch.at]);
