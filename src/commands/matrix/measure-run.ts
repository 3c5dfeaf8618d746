import { asMeasurementError, MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import { nanoseconds, type Seconds } from "../../core/units.js";
import { newRunId } from "../../recording/folder.js";
import type { SignalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { interrupted, phase } from "../execute.js";
import type { LiveDisplay } from "../live-display.js";
import { manifestStart } from "../manifest.js";
import { type Instruments, openUnlessInterrupted } from "../open-instruments.js";
import { openSinks } from "../open-sinks.js";
import type { RunOptions } from "../run-options.js";
import { Session } from "../session.js";
import { storedCalibration } from "../stored-calibration.js";
import type { EngineCell } from "./cells.js";
import { type Deadline, deadline } from "./deadline.js";
import type { ReadyRun } from "./engine.js";

/** What measuring a run needs beside its cell. */
export interface RunWorld {
  readonly options: RunOptions;
  readonly context: Context;
  readonly signals: SignalScope;
  readonly live: LiveDisplay;
  /** The matrix: its id, and the folder that its recordings are made in. */
  readonly id: string;
  readonly folder: string;
}

/** Which run, and whether one was just before it. */
export interface WhichRun {
  readonly cell: EngineCell;
  readonly block: number;
  readonly cool: boolean;
}

/** How a run ended: it failed, before there was a recording or in it; else it was recorded, or a signal came. */
export interface RunEnd {
  readonly failure?: MeasurementError;
  readonly recorded: boolean;
}

/**
 * One run of a cell as a recording of its own: pause, in which the load and the instruments are set up, idle baseline,
 * warm-up and work, idle baseline. Each recording has its own baselines: it can be reported alone, and nothing of it
 * depends on a neighbour that may never come. Throws what ends the whole matrix: an instrument, the disk.
 */
export async function measureRun(which: WhichRun, world: RunWorld): Promise<RunEnd> {
  const { context, signals, live } = world;
  const { cell, cool } = which;
  const { clock, stderr } = context;
  const { timeoutS, cooldownS } = cell.planned.times;
  const cooled = clock.now() + nanoseconds(cool ? cooldownS : 0);
  live.phase("setting up");
  using limit = deadline(signals, clock, timeoutS);
  const print = (text: string) => stderr.write(text);
  const ready = await settled(() => cell.engine.ready({ clock, signals: limit, print }));
  if ("failure" in ready) return { failure: ready.failure, recorded: false };
  if (ready.value === undefined) return { recorded: false, ...(limit.passed && { failure: neverReady(timeoutS) }) };
  await using run = ready.value;
  limit.hold();
  await using instruments = await openUnlessInterrupted(world.options, context.registry, signals);
  if (instruments === undefined) return { recorded: false };
  live.phase("cooling down");
  await clock.until(cooled, signals.signal);
  if (signals.signal.aborted) return { recorded: false };
  return await record(run, { ...world, ...which, limit, instruments });
}

interface Recording extends RunWorld, WhichRun {
  readonly limit: Deadline;
  readonly instruments: Instruments;
}

async function record(run: ReadyRun, recording: Recording): Promise<RunEnd> {
  const { options, context, signals, live, folder, instruments, cell, limit } = recording;
  const { idleS, warmupS, durationS, timeoutS } = cell.planned.times;
  await using sinks = await openSinks(options.sinks, context, signals);
  const session = await Session.start({
    clock: context.clock,
    parent: folder,
    probes: instruments.probes,
    granted: instruments.granted,
    manifest: manifestOf(recording),
    onBatch: (batch) => live.add(batch),
  });
  sinks.follow(session.folder);
  const phases = { context, session, signals, live };
  let failure: MeasurementError | undefined;
  let begun = false;
  try {
    await phase("idle-before", idleS, phases);
    if (!signals.signal.aborted) {
      limit.extend(warmupS + durationS + timeoutS);
      live.phase("measuring");
      begun = true;
      failure = await run.measure(session, 0, false);
      if (limit.passed) failure = hangs(session, warmupS + durationS + timeoutS);
    }
    if (failure === undefined) await phase("idle-after", idleS, phases);
  } finally {
    const { interruptedBy } = signals;
    if (interruptedBy !== undefined) session.finding(interrupted(interruptedBy, begun));
    await session.finish();
    sinks.sampled();
  }
  if (session.recording.failure !== undefined) throw session.recording.failure;
  return { recorded: true, ...(failure !== undefined && { failure }) };
}

function manifestOf({ options, context, id, instruments, cell, block }: Recording) {
  const { clock, version } = context;
  const wallMs = clock.wall();
  const { idleS, durationS, warmupS } = cell.planned.times;
  const asked = { rate: options.rate ?? null, repeat: 1, idleS, durationS, warmupS };
  const matrix = { id, run: cell.run, block };
  const root = options.root === "/" ? {} : { root: options.root };
  return manifestStart({
    id: newRunId(wallMs),
    name: `${cell.run}, block ${block + 1}`,
    command: cell.engine.load.command,
    wallMs,
    version,
    work: cell.engine.work,
    settings: { ...asked, ...root, matrix, ...storedCalibration(options.calibration) },
    findings: instruments.findings,
  });
}

/** What an engine throws is the end of its run; of what is no measurement's failure it is ours. */
async function settled<T>(
  act: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly failure: MeasurementError }> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof MeasurementError) return { failure: error };
    throw asMeasurementError(error);
  }
}

/** A run that was stopped because its time was over, in its recording and to whoever asks. */
function hangs(session: Session, within: Seconds): MeasurementError {
  const error = new MeasurementError(
    "RUNNER_FAILED",
    `The load did not end within ${within} s and was stopped`,
    "Look what it waits for, or give it more with timeoutS",
  );
  session.finding(hangFinding(error));
  return error;
}

const hangFinding = ({ message, remedy }: MeasurementError): Finding => ({
  code: "load-failed",
  severity: "invalid",
  message,
  remedy,
});

const neverReady = (within: Seconds): MeasurementError =>
  new MeasurementError(
    "RUNNER_FAILED",
    `The load was not ready within ${within} s and was stopped`,
    "Look what it waits for, or give it more with timeoutS",
  );
