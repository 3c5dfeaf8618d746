import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import { type Seconds, secondsBetween } from "../../src/core/units.js";
import { abortOf } from "../shared/instants.js";
import { keepRunning } from "../shared/keep-running.js";
import { LiveTicks } from "../shared/live-ticks.js";
import type { Arrival, Program } from "../shared/program.js";
import { arrivedAt, RowClock } from "../shared/row-clock.js";
import { parseLine } from "../shared/tegrastats/line.js";
import { valuesOf } from "../shared/tegrastats/values.js";
import { refusalOf } from "./look.js";

/** What to run, and which rails of its lines are the columns. */
export interface Sampling {
  readonly probe: string;
  readonly program: Program;
  readonly rails: readonly string[];
  readonly columns: readonly string[];
  readonly mostWatts: number;
  readonly clock: Clock;
  readonly period: Seconds;
  /** The tool says nothing for this long: it hangs. */
  readonly silence: Seconds;
}

/**
 * A stamp has whole seconds, so a fresh line may look up to one second old, and another period where a version takes the
 * time before it waits.
 */
const OLDEST: Seconds = 2;

/** Samples from one long-lived child until `signal` aborts; a child that dies or hangs is started again and leaves a gap. */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { program, clock, silence } = sampling;
  const over = abortOf(signal, clock);
  const ticks = new LiveTicks(sampling);
  const rowClock = new RowClock();
  for await (const event of keepRunning(program, { clock, silence, why: refusalOf }, signal)) {
    if ("interrupted" in event) ticks.interrupt(event.interrupted);
    else take(event, { ticks, rowClock, ...sampling });
    const batch = ticks.take();
    if (batch !== undefined) yield batch;
  }
  const rest = ticks.end(over());
  if (rest !== undefined) yield rest;
}

interface Reading extends Sampling {
  readonly ticks: LiveTicks;
  readonly rowClock: RowClock;
}

/**
 * Of lines that came together only the last is new: the others waited in the pipe, nobody knows how long, and so did one
 * whose own stamp is old. They are left out, and the hole they make is a gap.
 */
function take({ at, lines }: Arrival, { ticks, rowClock, clock, rails, mostWatts, period }: Reading): void {
  const arrived = arrivedAt(clock, at);
  for (const [index, text] of lines.entries()) {
    const line = parseLine(text);
    const taken = line && rowClock.place(line.stampMs, arrived);
    const fresh = taken !== undefined && secondsBetween(taken, at) < OLDEST + period;
    if (line !== undefined && fresh && index === lines.length - 1)
      ticks.add({ at, ...valuesOf(line, rails, mostWatts) });
    else ticks.reject();
  }
}
