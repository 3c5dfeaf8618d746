import type { Batch, Gap } from "../../src/core/batch.js";
import type { Clock } from "../../src/core/clock.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../../src/core/units.js";
import { type Interruption, keepRunning } from "../shared/keep-running.js";
import type { Arrival, Program } from "../shared/program.js";
import type { Source } from "./gpus.js";
import { refusalOf } from "./refusals.js";
import { arrivedAt, RowClock } from "./row-clock.js";
import { localMillis, Table } from "./table.js";
import { Ticks } from "./ticks.js";

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
}

/** Samples from one long-lived child until `signal` aborts; a child that dies or hangs is started again and leaves a gap. */
export async function* sample(sampling: Sampling, signal: AbortSignal): AsyncGenerator<Batch> {
  const { probe, program, sources, columns, clock, silence } = sampling;
  const ticks = new Ticks(sources);
  const reading: Reading = { table: new Table(), rowClock: new RowClock(), clock, rejected: 0, interrupted: undefined };
  for await (const event of keepRunning(program, { clock, silence, why: refusalOf }, signal)) {
    if ("interrupted" in event) interrupt(ticks, reading, event);
    else readInto(ticks, reading, event);
    const from = ticks.taken;
    const batch = ticks.take(probe, columns);
    if (batch === undefined) continue;
    yield { ...batch, gaps: [...holeBefore(batch, from, { ...sampling, ...reading }), ...batch.gaps] };
    reading.rejected = 0;
    reading.interrupted = undefined;
  }
}

interface Reading {
  table: Table;
  readonly rowClock: RowClock;
  readonly clock: Clock;
  /** Lines since the last batch that were no rows, and why the program was started again since. */
  rejected: number;
  interrupted: string | undefined;
}

/** The program starts anew, and prints its header again. */
function interrupt(ticks: Ticks, reading: Reading, { interrupted }: Interruption): void {
  ticks.close();
  reading.table = new Table();
  reading.interrupted ??= interrupted;
}

function readInto(ticks: Ticks, reading: Reading, { at, lines }: Arrival): void {
  const arrived = arrivedAt(reading.clock, at);
  for (const text of lines) {
    const line = reading.table.read(text);
    if (line.kind === "header") continue;
    const placed = line.kind === "row" && reading.rowClock.place(localMillis(line.row.cell("timestamp")), arrived);
    if (line.kind !== "row" || placed === false || !ticks.add(line.row, placed)) reading.rejected++;
  }
}

/** More periods than this without a sample are a gap; the tool's own loop is late by up to one. */
const LATE_PERIODS = 2.5;

/** The gap before a batch, with what is known of its reason. */
function holeBefore(
  { probe, at }: Batch,
  from: Nanoseconds,
  { period, interrupted, rejected }: Pick<Sampling, "period"> & Pick<Reading, "interrupted" | "rejected">,
): readonly Gap[] {
  const to = at[0] ?? from;
  const late = secondsBetween(from, to) > LATE_PERIODS * period;
  if (from === 0n || (interrupted === undefined && !late)) return [];
  return [{ probe, from, to, reason: interrupted ?? (rejected > 0 ? "rejected-line" : "no-row") }];
}
