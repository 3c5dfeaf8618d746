import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import type { Seconds } from "../../src/core/units.js";
import { BlockClock } from "../shared/block-clock.js";
import { keepRunning } from "../shared/keep-running.js";
import { LiveTicks } from "../shared/live-ticks.js";
import type { Program } from "../shared/program.js";
import { type Interval, Intervals } from "./intervals.js";
import type { Source } from "./rails.js";
import { refusalOf } from "./refusals.js";

/** What to run, and what of its counts the columns are. */
export interface Sampling {
  readonly probe: string;
  readonly program: Program;
  readonly sources: readonly Source[];
  readonly columns: readonly string[];
  /** Counts in every interval. */
  readonly expected: number;
  readonly clock: Clock;
  readonly period: Seconds;
  /** The tool says nothing for this long: it hangs. */
  readonly silence: Seconds;
}

/** Samples from one long-lived child until `signal` aborts; one that dies or hangs is started again and leaves a gap. */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { program, sources, expected, clock, period, silence } = sampling;
  const ticks = new LiveTicks(sampling);
  const ends = new BlockClock();
  let intervals = new Intervals(expected);
  for await (const event of keepRunning(program, { clock, silence, why: refusalOf }, signal)) {
    if ("interrupted" in event) {
      intervals = new Intervals(expected);
      ends.restart();
      ticks.interrupt(event.interrupted);
    } else {
      const taken = event.lines.map((line) => intervals.take(line));
      for (const { rejected } of taken) if (rejected) ticks.reject();
      const whole = taken.flatMap(({ ended }) => ended);
      const placed = ends.place(
        event.at,
        whole.map(({ length }) => length ?? period),
      );
      for (const [index, at] of placed.entries()) {
        const interval = whole[index];
        if (interval !== undefined) ticks.add({ at, ...powersOf(interval, sources) });
      }
    }
    const batch = ticks.take();
    if (batch !== undefined) yield batch;
  }
}

/** Every source's mean power over an interval, in watts; NaN, and its reason at the same place, where there is none. */
export function powersOf({ length, counts }: Interval, sources: readonly Source[]) {
  const powers = sources.map(({ socket, domain }) => {
    const found = counts.find((count) => count.socket === socket && count.domain === domain);
    if (found === undefined) return "no-line";
    if (typeof found.joules === "string") return found.joules;
    return length === undefined ? "rejected-line" : found.joules / length;
  });
  return {
    values: powers.map((power) => (typeof power === "number" ? power : Number.NaN)),
    reasons: powers.map((power) => (typeof power === "string" ? power : undefined)),
  };
}
