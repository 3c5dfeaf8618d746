import { MeasurementError } from "../core/error.js";
import { newRunId, recordingsFolder } from "../recording/folder.js";
import { locateRunner } from "../runner/locate.js";
import { type SignalScope, signalScope } from "../wrap/signal-scope.js";
import { Cell, type CellOptions } from "./bench-cell.js";
import { INFERENCE } from "./bench-record.js";
import type { Context } from "./context.js";
import { interrupted, phase, phaseName } from "./execute.js";
import { type LiveDisplay, liveDisplay } from "./live-display.js";
import { manifestStart } from "./manifest.js";
import { interruptedStatus, openUnlessInterrupted } from "./open-instruments.js";
import { openSinks } from "./open-sinks.js";
import { packageFolder } from "./package-folder.js";
import { reportRecording } from "./report.js";
import { announceEstimate } from "./run.js";
import type { RunOptions } from "./run-options.js";
import { Session } from "./session.js";
import { checkCalibration, storedCalibration } from "./stored-calibration.js";
import { checkWritable } from "./write-result.js";

/** What `bench` can be told. */
export interface BenchOptions extends RunOptions {
  /** The runner's own options. */
  readonly args: readonly string[];
}

const UNIT = "img";

/**
 * Measures one cell of the inference matrix. The runner is set up before anything is recorded: what it refuses leaves
 * nothing behind. Then sampling begins, it computes as often as asked, and the report is made from the recording.
 */
export async function bench(options: BenchOptions, context: Context): Promise<number> {
  checkWritable(options.results, context);
  const file = locateRunner({ ...context, home: packageFolder() });
  const { clock, stderr } = context;
  using signals = signalScope(clock);
  await using sinks = await openSinks(options.sinks, context, signals);
  await using instruments = await openUnlessInterrupted(options, context.registry, signals);
  if (instruments === undefined) return interruptedStatus(signals);
  checkCalibration(options.calibration, instruments.probes);
  announceEstimate(instruments.probes, context);
  using live = liveDisplay(instruments.probes, context, { quiet: options.quiet, shared: true });
  live.phase("setting up");
  const cells: CellOptions = { clock, file, args: options.args, signals, print: (text) => stderr.write(text) };
  await using first = await Cell.ready(cells);
  if (first === undefined) return interruptedStatus(signals);
  const session = await Session.start({
    clock,
    parent: options.out ?? recordingsFolder(context.env),
    probes: instruments.probes,
    granted: instruments.granted,
    manifest: manifestOf(options, context, instruments.findings),
    onBatch: (batch) => live.add(batch),
  });
  sinks.follow(session.folder);
  const failure = await measureAll(first, { options, context, session, signals, live, cells });
  sinks.sampled();
  await reportRecording(session.folder, { ...options, table: options.quiet ? "none" : "stderr" }, context);
  if (failure !== undefined) throw failure;
  if (session.recording.failure !== undefined) throw session.recording.failure;
  return signals.interruptedBy === undefined ? 0 : interruptedStatus(signals);
}

const manifestOf = (
  { args, name, rate, repeat, cooldownS, idleS, root, calibration }: BenchOptions,
  { clock, version }: Context,
  findings: Parameters<typeof manifestStart>[0]["findings"],
) => {
  const wallMs = clock.wall();
  const asked = { rate: rate ?? null, repeat, cooldownS, idleS, ...(root !== "/" && { root }) };
  const settings = { ...asked, ...storedCalibration(calibration) };
  const command = ["joulemark-runner", "run", ...args];
  const work = { unit: UNIT, window: INFERENCE };
  return manifestStart({ id: newRunId(wallMs), name, command, wallMs, version, work, settings, findings });
};

interface Measuring {
  readonly options: BenchOptions;
  readonly context: Context;
  readonly session: Session;
  readonly signals: SignalScope;
  readonly live: LiveDisplay;
  readonly cells: CellOptions;
}

/** Every execution, between idle baselines when they are wanted; the recording is finished whatever happens. */
async function measureAll(first: Cell, measuring: Measuring): Promise<MeasurementError | undefined> {
  const { options, session, signals, live } = measuring;
  let failure: MeasurementError | undefined;
  let begun = 0;
  try {
    await phase("idle-before", options.idleS, measuring);
    for (; begun < options.repeat && failure === undefined && !signals.signal.aborted; begun++)
      failure = await measureOne(begun === 0 ? first : undefined, begun, measuring);
    if (failure === undefined && !signals.signal.aborted) await phase("idle-after", options.idleS, measuring);
  } finally {
    const { interruptedBy } = signals;
    if (interruptedBy !== undefined) session.finding(interrupted(interruptedBy, begun > 0));
    await session.finish();
    live[Symbol.dispose]();
  }
  return failure;
}

async function measureOne(
  prepared: Cell | undefined,
  index: number,
  measuring: Measuring,
): Promise<MeasurementError | undefined> {
  const { options, session, live, cells } = measuring;
  try {
    if (prepared === undefined) await phase("cooldown", options.cooldownS, measuring);
    await using cell = prepared ?? (await Cell.ready(cells));
    if (cell === undefined) return undefined;
    live.phase(phaseName(index, options));
    return await cell.measure(session, index, false);
  } catch (error) {
    if (error instanceof MeasurementError) return error;
    throw error;
  }
}
