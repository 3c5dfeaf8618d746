import type { Clock } from "../core/clock.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import type { Exit } from "../core/recording.js";
import { type Nanoseconds, nanoseconds, type Seconds } from "../core/units.js";
import type { EngineOutcome } from "./engine-reader.js";
import { type Family, RUN_VARIABLE } from "./family.js";
import { type Launched, launch, loadLauncher } from "./launch.js";
import { MARKS_VARIABLE } from "./mark-line.js";
import type { Marks } from "./marks.js";
import { type OutputOptions, watchOutput } from "./output.js";
import { ownsTerminal } from "./process-stat.js";
import { relayTo, settle } from "./relay.js";
import { type EndingSignal, endingSignals, type SignalScope } from "./signal-scope.js";
import { timeLimit } from "./time-limit.js";

/** One execution of a command, as seen from outside. */
export interface Wrapped {
  readonly exit: Exit;
  readonly from: Nanoseconds;
  /** Half-widths of the instants. */
  readonly fromWithin: Seconds;
  readonly to: Nanoseconds;
  readonly toWithin: Seconds;
  /** The last count that `workRegex` found. */
  readonly work?: number;
  /** What the output said to the reader of its engine. */
  readonly engine?: EngineOutcome;
  readonly findings: readonly Finding[];
  readonly interruptedBy?: EndingSignal;
  /** It ran in a session of its own, and so in a scheduling group of its own where the kernel makes one per session. */
  readonly ownSession: boolean;
}

/** What an execution needs. */
export interface WrapOptions {
  readonly clock: Clock;
  /** Carried by everything the command starts; unique to this run. */
  readonly runId: string;
  readonly signals: SignalScope;
  readonly marks?: Pick<Marks, "path" | "drain">;
  readonly onMark: (mark: Mark) => void;
  /** Called at once after the spawn. */
  readonly onStart?: (from: Nanoseconds, fromWithin: Seconds) => void;
  /** Search the output, which then goes through us: the command sees a pipe instead of a terminal. */
  readonly output?: OutputOptions;
  /** A command that takes longer is ended, with all it started. */
  readonly timeout?: Seconds;
}

/** From the command's end to our stamp: seen 0.3 ms median, 1.2 ms p95 on two cores, exit(2) included. */
const EXIT_WITHIN: Seconds = 1e-3;
/** A command that a Ctrl-C ended can be seen to end before we see our own Ctrl-C, by the time between two processes' turns. */
const OWN_SIGNAL: Seconds = 0.05;

/**
 * Runs a command to its end; undefined when a signal came before it was started. In the foreground of a terminal it
 * stays in our process group, so that the terminal's keys, job control and /dev/tty work as without us; elsewhere it
 * leads a session of its own and gets our signals from us.
 * Throws COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE when it cannot be started, nothing once it runs.
 */
export async function wrapCommand(command: readonly string[], options: WrapOptions): Promise<Wrapped | undefined> {
  const { clock, runId, signals, marks } = options;
  await loadLauncher();
  if (signals.signal.aborted) return undefined;
  const detached = !ownsTerminal();
  // Without a FIFO of this run there is none: that of a run around us would take our command's marks for its own.
  const env = { [RUN_VARIABLE]: runId, [MARKS_VARIABLE]: marks?.path };
  const child = await launch(command, { clock, env, detached, piped: options.output !== undefined });
  const family: Family = { runId, child: child.pid, detached };
  using _attached = signals.attach(relayTo(family, clock));
  options.onStart?.(child.from, child.fromWithin);
  const output = watchOutput(child, options);
  const { exit, at, late } = await endOf(child, family, options);
  marks?.drain();
  await ownSignal(exit, options);
  const [said, left] = await Promise.all([output.finish(), settle(family, signals, clock)]);
  const { interruptedBy } = signals;
  return {
    exit,
    from: child.from,
    fromWithin: child.fromWithin,
    to: at,
    toWithin: EXIT_WITHIN,
    findings: [...late, ...said.findings, ...left],
    ownSession: detached,
    ...(said.work !== undefined && { work: said.work }),
    ...(said.engine !== undefined && { engine: said.engine }),
    ...(interruptedBy !== undefined && { interruptedBy }),
  };
}

async function endOf(child: Launched, family: Family, options: WrapOptions) {
  using limit = timeLimit(family, options);
  const { exit, at } = await child.ended;
  return { exit: limit.exitOf(exit), at, late: limit.findings };
}

/** After a death by such a signal, gives ours the time to arrive. */
async function ownSignal({ signal }: Exit, { clock, signals }: WrapOptions): Promise<void> {
  if (signals.signal.aborted || !endingSignals.some((one) => one === signal)) return;
  await clock.until(clock.now() + nanoseconds(OWN_SIGNAL), signals.signal);
}
