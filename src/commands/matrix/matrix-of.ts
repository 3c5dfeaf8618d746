import { MeasurementError } from "../../core/error.js";
import type { Matrix, MatrixCell, MatrixReason } from "../../core/matrix.js";
import { PILOT } from "../../steady/repeats.js";
import { conditionsOf } from "./conditions.js";
import { expectationsOf } from "./expectations.js";
import type { Header, HeaderCell } from "./header.js";
import { readHeader } from "./header.js";
import { type Outcome, outcomesIn } from "./outcomes.js";
import { powersOf, rateOf } from "./powers.js";
import { qualityOf } from "./quality.js";
import { type RunNumbers, readRuns } from "./read-runs.js";
import { blocksOf } from "./repeats.js";

/** A matrix as its folder has it: a pure function of the header and the recordings, however often it was interrupted. */
export async function matrixOf(folder: string): Promise<Matrix> {
  const header = readHeader(folder);
  const outcomes = outcomesIn(folder);
  const label = labelOf(header);
  const numbers = new Map<string, RunNumbers>();
  const cells: MatrixCell[] = [];
  for (const cell of header.cells) {
    const own = outcomes.filter(({ run }) => run === cell.run);
    const read = numbers.get(cell.run) ?? (await readRuns(cell.run, own));
    numbers.set(cell.run, read);
    cells.push(await cellOf(cell, { label, outcomes: own, read }));
  }
  const { id, plan, startedAt, seed, host, probes, version } = header;
  const system = { label, host, probes, version };
  return { schema: "joulemark/matrix/v1", ids: [id], plan, startedAt, seed, systems: [system], cells };
}

const labelOf = ({ host }: Header): string => String(host["hostname"] ?? "this computer");

interface CellOptions {
  readonly label: string;
  readonly outcomes: readonly Outcome[];
  readonly read: RunNumbers;
}

async function cellOf(cell: HeaderCell, { label, outcomes, read }: CellOptions): Promise<MatrixCell> {
  const asked = await askedOf(cell, outcomes);
  const conditions = conditionsOf(read.conditions);
  const expectations = expectationsOf(cell.expect, conditions);
  return {
    id: cell.id,
    system: label,
    load: cell.load,
    ...(cell.published !== undefined && { published: cell.published }),
    ...stateOf(cell, outcomes, { asked, measured: read.recordings.length }),
    runs: read.recordings.length,
    asked,
    recordings: read.recordings,
    unit: cell.unit,
    rate: rateOf(cell.run, read),
    powers: powersOf(cell.run, read),
    conditions,
    expectations,
    quality: judged(qualityOf({ read, outcomes, expectations }), read),
  };
}

/** Without a run there is nothing that could be good. */
const judged = (quality: MatrixCell["quality"], { recordings }: RunNumbers): MatrixCell["quality"] =>
  recordings.length === 0 ? { ...quality, verdict: "invalid" } : quality;

/** Blocks that a cell is asked for; of a target, what was decided, or the first five while nothing is. */
async function askedOf({ repeat, run }: HeaderCell, outcomes: readonly Outcome[]): Promise<number> {
  if (typeof repeat === "number") return repeat;
  const pilot = outcomes.filter(({ block }) => block < PILOT).length;
  return pilot < PILOT ? PILOT : blocksOf(repeat, run, outcomes);
}

function stateOf(
  { refusal }: HeaderCell,
  outcomes: readonly Outcome[],
  { asked, measured }: { readonly asked: number; readonly measured: number },
): Pick<MatrixCell, "state" | "reason"> {
  const unavailable = refusal ?? outcomes.find(({ failure }) => failure?.code === "UNAVAILABLE")?.failure;
  if (measured === 0 && unavailable !== undefined) return { state: "unavailable", reason: unavailable };
  const failure = outcomes.find((one) => one.failure !== undefined)?.failure;
  if (outcomes.length < asked && unavailable === undefined) return { state: "pending", reason: interrupted };
  if (measured === 0) return { state: "failed", reason: failure ?? noNumber };
  return { state: "measured", ...(failure !== undefined && { reason: failure }) };
}

const reasonOf = ({ code, message, remedy }: MeasurementError): MatrixReason => ({ code, message, remedy });

const interrupted = reasonOf(
  new MeasurementError(
    "NO_DATA",
    "The matrix was interrupted before all runs of this cell were made",
    "Go on with `joulemark bench --resume`",
  ),
);

const noNumber = reasonOf(
  new MeasurementError(
    "NO_DATA",
    "No run of this cell gave a number: no window of work is in its recordings",
    "Report its recordings one by one with `joulemark report` and see their findings",
  ),
);
