import type { Batch, Gap } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { energyAt, type Model } from "./model.js";
import { BusyTime, parseBusyJiffies } from "./parse.js";

/** What to read, how often, and what to make of it. `read` gives the text of /proc/stat, or the reason why not. */
export interface Reader {
  readonly model: Model;
  readonly period: Seconds;
  readonly clock: Clock;
  readonly read: () => { readonly text: string } | { readonly reason: string };
}

/** One sample at each tick of a fixed grid, the first at once. A tick that passed while this thread was busy is a gap. */
export async function* estimate(reader: Reader, signal: AbortSignal): AsyncGenerator<Batch> {
  const { clock, period } = reader;
  const busy = new BusyTime();
  const start = clock.now();
  let last = start;
  for (let next = 0; !signal.aborted; ) {
    const tick = Math.max(next, Math.floor(secondsBetween(start, clock.now()) / period));
    const sample = sampleAt(reader, busy, start);
    yield batchOf(sample, tick - next, last);
    last = sample.at;
    next = tick + 1;
    await clock.until(start + nanoseconds(next * period), signal);
  }
}

interface Sample {
  readonly at: Nanoseconds;
  readonly joules: number;
  readonly reason?: string;
}

function sampleAt({ model, clock, read }: Reader, busy: BusyTime, start: Nanoseconds): Sample {
  const before = clock.now();
  const found = read();
  const at = (before + clock.now()) / 2n;
  if ("reason" in found) return { at, joules: Number.NaN, reason: found.reason };
  const jiffies = parseBusyJiffies(found.text);
  if (jiffies.size === 0) return { at, joules: Number.NaN, reason: "unreadable" };
  return { at, joules: energyAt(model, secondsBetween(start, at), busy.add(jiffies)) };
}

/** No histograms: this thread does other work too, and its lateness says nothing about the sampling thread. */
const unknown = new Uint32Array(0);

function batchOf({ at, joules, reason }: Sample, missed: number, last: Nanoseconds): Batch {
  const gaps: Gap[] = [];
  if (missed > 0) gaps.push({ probe: "cpu-model", from: last, to: at, reason: "missed-tick" });
  if (reason !== undefined) gaps.push({ probe: "cpu-model", from: at, to: at, reason });
  return {
    probe: "cpu-model",
    at: BigInt64Array.of(at),
    columns: [Float64Array.of(joules)],
    gaps,
    pace: { ticks: 1, missed, lateness: unknown, readTime: unknown },
  };
}
