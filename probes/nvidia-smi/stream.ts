import type { Batch } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import type { Seconds } from "../../src/core/units.js";
import { abortOf } from "../shared/instants.js";
import { keepRunning } from "../shared/keep-running.js";
import { LiveTicks } from "../shared/live-ticks.js";
import type { Source } from "../shared/nvidia/gpus.js";
import { localMillis, Table } from "../shared/nvidia/table.js";
import type { Arrival, Program } from "../shared/program.js";
import { arrivedAt, RowClock } from "../shared/row-clock.js";
import { refusalOf } from "./refusals.js";
import { GpuTicks } from "./ticks.js";

/** What to run, and which cells of its rows are the columns. */
export interface Sampling {
  readonly probe: string;
  readonly program: Program;
  readonly sources: readonly Source[];
  readonly columns: readonly string[];
  readonly clock: Clock;
  readonly period: Seconds;
  /** The tool says nothing for this long: it hangs. */
  readonly silence: Seconds;
  /** The same for its first line: a GPU may have to wake up. */
  readonly startUp: Seconds;
}

/** Samples from one long-lived child until `signal` aborts; a child that dies or hangs is started again and leaves a gap. */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { program, sources, clock, silence, startUp } = sampling;
  const over = abortOf(signal, clock);
  const ticks = new LiveTicks(sampling);
  const reading: Reading = {
    ticks,
    gpus: new GpuTicks(sources, ticks),
    table: new Table(),
    rowClock: new RowClock(),
    clock,
  };
  for await (const event of keepRunning(program, { clock, silence, startUp, why: refusalOf }, signal)) {
    if ("interrupted" in event) interrupt(reading, event.interrupted);
    else readInto(reading, event);
    const batch = ticks.take();
    if (batch !== undefined) yield batch;
  }
  const rest = ticks.end(over());
  if (rest !== undefined) yield rest;
}

interface Reading {
  readonly ticks: LiveTicks;
  readonly gpus: GpuTicks;
  table: Table;
  readonly rowClock: RowClock;
  readonly clock: Clock;
}

/** The program starts anew, and prints its header again. */
function interrupt(reading: Reading, reason: string): void {
  reading.gpus.close();
  reading.table = new Table();
  reading.ticks.interrupt(reason);
}

function readInto({ ticks, gpus, table, rowClock, clock }: Reading, { at, lines }: Arrival): void {
  const arrived = arrivedAt(clock, at);
  for (const text of lines) {
    const line = table.read(text);
    if (line.kind === "header") continue;
    const placed = line.kind === "row" && rowClock.place(localMillis(line.row.cell("timestamp")), arrived);
    if (line.kind !== "row" || placed === false || !gpus.add(line.row, placed)) ticks.reject();
  }
}
