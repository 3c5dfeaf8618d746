import type { Finding } from "../core/finding.js";
import type { Rail } from "../core/rail.js";
import type { Execution } from "../core/recording.js";
import type { Nanoseconds } from "../core/units.js";
import { nanoseconds } from "../core/units.js";
import type { SideLabel } from "../steady/interleave.js";
import { exitStatus } from "../wrap/exit.js";
import type { Marks } from "../wrap/marks.js";
import type { OutputOptions } from "../wrap/output.js";
import type { SignalScope } from "../wrap/signal-scope.js";
import { type Wrapped, wrapCommand } from "../wrap/wrap.js";
import type { Context } from "./context.js";
import { engineWork } from "./engine-work.js";
import { orderOf } from "./interleaving.js";
import type { LiveDisplay } from "./live-display.js";
import type { RunOptions } from "./run-options.js";
import type { Session } from "./session.js";
import type { ShiftClock } from "./shift-clock.js";
import { syncPulse } from "./sync-pulse.js";
import { decideAfterPilot } from "./target.js";

/** Everything an execution needs. */
export interface ExecuteOptions {
  readonly options: RunOptions;
  readonly context: Context;
  readonly session: Session;
  readonly signals: SignalScope;
  readonly marks: Marks;
  /** How to search the command's output, if it is to be searched. */
  readonly output: OutputOptions | undefined;
  readonly live: LiveDisplay;
  readonly runId: string;
  /** Of all probes: a sync pulse goes by their periods. */
  readonly rails: readonly Rail[];
  /** Says when each run is to begin, where their starts are shifted. */
  readonly shifts: ShiftClock | undefined;
}

/** Idle, warm-ups, repeats with cooldown, idle; ends early when interrupted or when the command fails. Answers with the exit status. */
export async function executeAll(command: readonly string[], execution: ExecuteOptions): Promise<number> {
  const { options, session, signals } = execution;
  const order = options.ab && orderOf(options.ab, options);
  await syncPulse("sync-before", execution);
  await phase("idle-before", options.idleS, execution);
  let status: number | undefined;
  let { repeat } = options;
  for (let index = 0; index < options.warmup + repeat; index++) {
    if (signals.signal.aborted) break;
    if (index > 0) await phase("cooldown", options.cooldownS, execution);
    await shiftedStart(index, execution);
    if (signals.signal.aborted) break;
    const label = order?.[index];
    const words = label === undefined ? command : commandAt(label, options);
    const answer = await executeOne({ words, index, label }, { ...execution, options: { ...options, repeat } });
    status = answer ?? status;
    if (answer !== 0) break;
    if (options.target !== undefined && index + 1 === options.warmup + options.repeat)
      repeat = await decideAfterPilot(options.target, execution);
  }
  if (status === 0) await phase("idle-after", options.idleS, execution);
  if (status !== undefined) await syncPulse("sync-after", execution);
  const { interruptedBy } = signals;
  if (interruptedBy !== undefined) session.finding(interrupted(interruptedBy, status !== undefined));
  // A command that was interrupted and ended as it wished has its own status; one that never ran has ours.
  return status ?? exitStatus({ code: null, signal: interruptedBy ?? null });
}

const commandAt = (label: SideLabel, { ab }: RunOptions): readonly string[] =>
  (label === "A" ? ab?.first : ab?.second) ?? [];

/** Waits until a run that counts may begin at its place in the sensor's period. */
async function shiftedStart(
  index: number,
  { options, context: { clock }, session, signals, shifts }: ExecuteOptions,
): Promise<void> {
  const shift = index - options.warmup;
  if (shifts === undefined || shift < 0 || signals.signal.aborted) return;
  const planned = shifts.next(shift, clock);
  session.planned({ ...planned, execution: index });
  await clock.until(planned.at, signals.signal);
}

/** The finding of a run that a signal ended. */
export const interrupted = (signal: NodeJS.Signals, ran: boolean): Finding => ({
  code: "interrupted",
  severity: ran ? "degraded" : "invalid",
  message: ran ? `The run was interrupted by ${signal}` : `${signal} came before the command was started`,
  remedy: "Measure again and let it come to its end",
});

/** One execution to come: of two interleaved commands it says which it is. */
interface Turn {
  readonly words: readonly string[];
  readonly index: number;
  readonly label: SideLabel | undefined;
}

async function executeOne({ words, index, label }: Turn, execution: ExecuteOptions): Promise<number | undefined> {
  const { options, context, session, signals, marks, live, runId, output } = execution;
  const warmup = index < options.warmup;
  const which = { index, warmup, ...(label !== undefined && { label }) };
  live.phase(label === undefined ? phaseName(index, options) : `${phaseName(index, options)}, ${label}`);
  const wrapped = await wrapCommand(words, {
    clock: context.clock,
    runId,
    signals,
    marks,
    onMark: (mark) => session.mark(mark),
    onStart: (at, within) => session.executionStarts({ ...which, at, within }),
    ...(output !== undefined && { output }),
    ...(options.timeoutS !== undefined && { timeout: options.timeoutS }),
  });
  if (wrapped === undefined) return undefined;
  record(wrapped, { which, session, windowName: options.work?.window });
  return exitStatus(wrapped.exit);
}

interface Recording {
  readonly which: Pick<Execution, "index" | "warmup" | "label">;
  readonly session: Session;
  /** The window that the engine delimits, if it does. */
  readonly windowName: string | undefined;
}

function record(wrapped: Wrapped, { which, session, windowName }: Recording): void {
  const { exit, from, to, fromWithin, toWithin, engine, findings } = wrapped;
  const work = engine === undefined ? wrapped.work : engineWork(engine, wrapped, { session, name: windowName });
  session.executed({ ...which, exit, from, to, fromWithin, toWithin, ...(work !== undefined && { work }) });
  for (const finding of findings) session.finding(finding);
}

/** What waiting in a phase needs. */
export type PhaseOptions = Pick<ExecuteOptions, "context" | "session" | "signals" | "live">;

/** A span without the command, marked as a window of its own. */
export async function phase(name: string, seconds: number, execution: PhaseOptions): Promise<void> {
  const { context, session, signals, live } = execution;
  if (seconds <= 0) return;
  live.phase(name);
  const markAt = (kind: "begin" | "end", at: Nanoseconds) =>
    session.mark({ kind, name, at, within: 0, source: "phase" });
  const from = context.clock.now();
  markAt("begin", from);
  await context.clock.until(from + nanoseconds(seconds), signals.signal);
  markAt("end", context.clock.now());
}

/** What the live line calls an execution. */
export function phaseName(index: number, { warmup, repeat }: Pick<RunOptions, "warmup" | "repeat">): string {
  if (index < warmup) return `warm-up ${index + 1}/${warmup}`;
  return repeat > 1 ? `run ${index - warmup + 1}/${repeat}` : "running";
}
