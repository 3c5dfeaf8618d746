import type { Batch } from "../../src/core/batch.js";
import type { Nanoseconds } from "../../src/core/units.js";
import { BlockClock } from "../shared/block-clock.js";
import type { Interruption } from "../shared/keep-running.js";
import { type LiveColumns, LiveTicks } from "../shared/live-ticks.js";
import type { Arrival } from "../shared/program.js";
import type { Reader } from "../shared/ready-child.js";
import { type Interval, Intervals } from "./intervals.js";
import type { Source } from "./rails.js";

/** What the columns are, and how many counts there are in every interval. */
export interface Counts extends LiveColumns {
  readonly sources: readonly Source[];
  readonly expected: number;
}

/** Makes samples of perf's intervals. */
export class IntervalReader implements Reader {
  readonly #of: Counts;
  readonly #ticks: LiveTicks;
  readonly #ends = new BlockClock();
  #intervals: Intervals;

  constructor(of: Counts) {
    this.#of = of;
    this.#ticks = new LiveTicks(of);
    this.#intervals = new Intervals(of.expected);
  }

  take(event: Arrival | Interruption, since: Nanoseconds): Batch | undefined {
    if ("interrupted" in event) this.#interrupt(event.interrupted);
    else this.#read(event, since);
    return this.#ticks.take();
  }

  end(at: Nanoseconds): Batch | undefined {
    return this.#ticks.end(at);
  }

  #interrupt(reason: string): void {
    this.#intervals = new Intervals(this.#of.expected);
    this.#ends.restart();
    this.#ticks.interrupt(reason);
  }

  #read({ at, lines }: Arrival, since: Nanoseconds): void {
    const whole = lines.flatMap((line) => this.#whole(line));
    const spans = whole.map(({ length }) => ({ length: length ?? this.#of.period, afterLoss: length === undefined }));
    for (const [index, end] of this.#ends.place(at, spans).entries()) {
      const interval = whole[index];
      if (interval !== undefined && end > since) this.#ticks.add({ at: end, ...powersOf(interval, this.#of.sources) });
    }
  }

  #whole(line: string): readonly Interval[] {
    const { ended, rejected } = this.#intervals.take(line);
    if (rejected) this.#ticks.reject();
    return ended;
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
