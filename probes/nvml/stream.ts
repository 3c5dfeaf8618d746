import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import { MeasurementError } from "../../src/core/error.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { abortOf } from "../shared/instants.js";
import { keepRunning } from "../shared/keep-running.js";
import { LiveTicks, type Tick } from "../shared/live-ticks.js";
import type { Program } from "../shared/program.js";
import { refusalOf } from "./refusals.js";
import { lostWords } from "./return-codes.js";
import { parseRow } from "./rows.js";

/** What to run, and the columns of its lines. */
export interface Sampling {
  readonly probe: string;
  readonly program: Program;
  readonly columns: readonly string[];
  /** The first so many columns are rails; conditions follow. */
  readonly rails: number;
  readonly clock: Clock;
  readonly period: Seconds;
  /** Nothing comes for this long: the library hangs. */
  readonly silence: Seconds;
  /** The same for its first sample: a GPU may have to wake up. */
  readonly startUp: Seconds;
}

/**
 * Samples until `signal` aborts; a library that hangs or takes its program with it is started again and leaves a gap.
 * GPUs that are gone for good end it with PROBE_DIED: at once when no other is left, else after the others' last sample.
 */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { program, columns, rails, clock, silence, startUp } = sampling;
  const over = abortOf(signal, clock);
  const ticks = new LiveTicks({ ...sampling, missing: "missed-tick" });
  const gone = new Gone(columns.slice(0, rails));
  for await (const event of keepRunning(program, { clock, silence, startUp, why: refusalOf }, signal)) {
    if ("interrupted" in event) ticks.interrupt(event.interrupted);
    else
      for (const line of event.lines) {
        const tick = parseRow(line, columns.length);
        if (tick === undefined) ticks.reject();
        else if (ticks.add(tick)) gone.see(tick);
      }
    const batch = ticks.take();
    if (batch !== undefined) yield batch;
    if (gone.all) break;
  }
  const rest = ticks.end(over());
  if (rest !== undefined) yield rest;
  if (gone.columns.length > 0) throw died(gone.columns);
}

/** So many readings in a row are no accident; a GPU that comes back from a reset, which takes seconds, is not given up before. */
const LOST: { readonly ticks: number; readonly span: Seconds } = { ticks: 10, span: 8 };

/** Which columns are of GPUs that fell off the bus and stayed away. */
class Gone {
  readonly #names: readonly string[];
  readonly #lost: { since: Nanoseconds; ticks: number }[];
  #now: Nanoseconds = 0n;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#lost = names.map(() => ({ since: 0n, ticks: 0 }));
  }

  see({ at, reasons }: Tick): void {
    this.#now = at;
    for (const [column, own] of this.#lost.entries()) {
      const reason = reasons[column];
      if (reason === undefined || !lostWords.has(reason)) own.ticks = 0;
      else if (own.ticks++ === 0) own.since = at;
    }
  }

  get columns(): readonly string[] {
    return this.#names.filter((_, column) => (this.#lost[column]?.ticks ?? 0) >= LOST.ticks);
  }

  /** Nothing is left, and nothing comes back. */
  get all(): boolean {
    return this.#lost.every(({ since, ticks }) => ticks >= LOST.ticks && secondsBetween(since, this.#now) >= LOST.span);
  }
}

const died = (columns: readonly string[]): MeasurementError =>
  new MeasurementError(
    "PROBE_DIED",
    `${columns.join(", ")}: the GPU has fallen off the bus or must be reset`,
    "See `dmesg | grep -i xid`; reset the GPU (sudo nvidia-smi --gpu-reset) or restart the computer",
  );
