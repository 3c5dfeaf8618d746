import type { MeasurementError } from "../../core/error.js";
import { PILOT } from "../../steady/repeats.js";
import type { EngineCell } from "./cells.js";
import type { Header } from "./header.js";
import { measureRun, type RunEnd, type RunWorld } from "./measure-run.js";
import { orderOf } from "./order.js";
import { noteFailure, type Outcome, outcomesIn } from "./outcomes.js";
import type { Progress } from "./progress.js";
import { blocksOf } from "./repeats.js";

/** What measuring a matrix needs. */
export interface MatrixWorld extends RunWorld {
  readonly header: Header;
  /** One for each thing that is measured; the ids are those of the header's runs. */
  readonly runs: readonly EngineCell[];
  readonly live: Progress;
}

/**
 * Measures what a matrix's folder does not hold yet, block by block, until every cell was measured as often as it is to
 * be or a signal comes. What a cell does not survive is written down, and the others go on.
 */
export async function measureAll(world: MatrixWorld): Promise<void> {
  const { header, runs, signals, live, folder } = world;
  let cool = false;
  for (let block = 0; ; block++) {
    const outcomes = outcomesIn(folder);
    const wanted = await wantedIn(block, outcomes, world);
    if (wanted.size === 0) return;
    const done = new Set(outcomes.filter((one) => one.block === block).map(({ run }) => run));
    for (const index of orderOf(runs.length, { seed: header.seed, block })) {
      const cell = runs[index];
      if (cell === undefined || !wanted.has(cell.run) || done.has(cell.run)) continue;
      if (signals.signal.aborted) return;
      live.cell(cell.run, block);
      const end = await measureRun({ cell, block, cool }, world);
      if (signals.interruptedBy !== undefined) return;
      cool = true;
      settle(end, { run: cell.run, block }, world);
    }
  }
}

/** Says how a run ended; a failure that left no recording is written down. */
function settle(
  { failure, recorded }: RunEnd,
  { run, block }: Pick<Outcome, "run" | "block">,
  { folder, live }: MatrixWorld,
): void {
  if (failure !== undefined && !recorded) noteFailure(folder, { run, block, failure: reasonOf(failure) });
  live.done(failure);
}

const reasonOf = ({ code, message, remedy }: MeasurementError) => ({ code, message, remedy });

/** The runs that a block is to have. One that this computer cannot do is never tried again. */
async function wantedIn(
  block: number,
  outcomes: readonly Outcome[],
  { header, live }: MatrixWorld,
): Promise<ReadonlySet<string>> {
  const wanted = new Set<string>();
  for (const { run, repeat, refusal, seconds } of firstOfEach(header.cells)) {
    if (refusal !== undefined || wanted.has(run)) continue;
    const own = outcomes.filter((one) => one.run === run);
    if (own.some(({ failure }) => failure?.code === "UNAVAILABLE")) continue;
    const blocks = block < PILOT && typeof repeat === "object" ? PILOT : await blocksOf(repeat, run, own);
    if (blocks > block) wanted.add(run);
    const done = own.filter((one) => one.block < blocks).length;
    live.expect(run, { runs: blocks, done, seconds });
  }
  return wanted;
}

/** Cells that share what is measured are measured once. */
function firstOfEach(cells: Header["cells"]): Header["cells"] {
  const seen = new Set<string>();
  return cells.filter(({ run }) => !seen.has(run) && seen.add(run));
}
