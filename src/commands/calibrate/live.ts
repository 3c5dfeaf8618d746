import { cpus } from "node:os";
import { climb, type Dwell } from "../../../calibration/ladder/climb.js";
import { commandLoad } from "../../../calibration/ladder/command-load.js";
import { generateLoad } from "../../../calibration/ladder/generator.js";
import type { StartLoad } from "../../../calibration/ladder/load.js";
import { defaultLoads, type Load, type LoadStep, planLadder } from "../../../calibration/ladder/plan.js";
import { loadTemplate } from "../../../calibration/ladder/template.js";
import { SteadyWatch } from "../../../calibration/ladder/watch.js";
import type { NamedProbe } from "../../acquire/open.js";
import { nanoseconds } from "../../core/units.js";
import { newRunId } from "../../recording/folder.js";
import { type SignalScope, signalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { manifestStart } from "../manifest.js";
import { interruptedStatus, openUnlessInterrupted } from "../open-instruments.js";
import type { ProbeRequest } from "../probe-words.js";
import { Session } from "../session.js";
import { powerColumns, powersIn } from "./live-power.js";
import { stepName } from "./load-steps.js";
import { findRail, liveWord, type NamedRail } from "./rail-word.js";

/** What is sampled, and the load that is driven meanwhile. */
export interface LiveRequest {
  readonly probes: readonly ProbeRequest[];
  readonly rate?: number;
  readonly oversample?: number;
  readonly root: string;
  /** Where the recording's folder is made. */
  readonly parent: string;
  /** Flag and `PROBE/RAIL` of each side. */
  readonly sides: readonly { readonly flag: string; readonly word: string }[];
  /** `cpu` or a command; without it the user drives the load until stopped, or for `durationS`. */
  readonly load?: string;
  readonly loads?: readonly Load[];
  readonly dwell: Dwell;
  readonly seed: number;
  readonly durationS?: number;
  readonly quiet: boolean;
  /** What the recording keeps of why it was made, in place of the calibration's load. */
  readonly purpose?: Readonly<Record<string, unknown>>;
}

/** A recording that was taken for a calibration: its folder, or the exit status of a procedure that was interrupted. */
export type LiveEnd = { readonly folder: string } | { readonly status: number };

/**
 * Samples both sides while the load goes through its steps, into a recording like any other, its steps marked. The
 * recording is kept whatever happens. `drive` takes the place of a load. Throws what opening probes, planning steps and
 * starting loads throw.
 */
export async function recordLive(
  request: LiveRequest,
  context: Context,
  drive = request.load === undefined ? undefined : driverOf(request.load, request, context),
): Promise<LiveEnd> {
  const { clock } = context;
  const words = request.sides.map(({ flag, word }) => ({ flag, word: liveWord(flag, word) }));
  using signals = signalScope(clock);
  await using instruments = await openUnlessInterrupted(request, context.registry, signals);
  if (instruments === undefined) return { status: interruptedStatus(signals) };
  const opened = instruments.probes.map(recorded);
  const rails = words.map((side) => findRail(opened, side));
  const watch = new SteadyWatch(rails.length, request.dwell.steadyS);
  const columns = rails.map(powerColumns);
  const wallMs = clock.wall();
  const session = await Session.start({
    clock,
    parent: request.parent,
    probes: instruments.probes,
    granted: instruments.granted,
    manifest: manifestStart({
      id: newRunId(wallMs),
      name: undefined,
      command: [],
      wallMs,
      version: context.version,
      settings: { ...purposeOf(request), rate: request.rate ?? null },
      findings: instruments.findings,
    }),
    onBatch: (batch) => {
      for (const [k, { probe }] of rails.entries())
        if (batch.probe === probe.name) watch.push(k, batch.at, powersIn(batch, columns[k] ?? []));
    },
  });
  const from = clock.now();
  session.executionStarts({ index: 0, warmup: false, at: from, within: 0 });
  try {
    const stop = AbortSignal.any([signals.signal, session.overSignal]);
    await (drive ?? byHand)({ request, context, session, watch, stop, rails });
  } finally {
    const exit = { code: 0, signal: null };
    session.executed({ index: 0, warmup: false, exit, from, to: clock.now(), fromWithin: 0, toWithin: 0 });
    await session.finish();
  }
  if (session.recording.failure !== undefined) throw session.recording.failure;
  const lost = request.purpose === undefined ? "no curve is made" : "nothing is made of it";
  return endOf(session, signals, drive === undefined ? undefined : lost, context);
}

const purposeOf = ({ purpose, load = "by hand", seed }: LiveRequest) => purpose ?? { calibrate: load, seed };

const recorded = ({ name, settings, open: { device, rails, totals } }: NamedProbe) => ({
  name,
  device,
  rails,
  totals,
  settings,
});

/** A ladder that was broken off makes no curve; one driven by hand ends with Ctrl-C. */
function endOf(session: Session, signals: SignalScope, lost: string | undefined, { stderr }: Context): LiveEnd {
  if (lost === undefined || signals.interruptedBy === undefined) return { folder: session.folder };
  stderr.write(`joulemark: interrupted; ${lost}\n  -> What was sampled is kept in ${session.folder}\n`);
  return { status: interruptedStatus(signals) };
}

/** What drives a load through its steps, or waits while somebody does, has at hand. */
export interface Drive {
  readonly request: LiveRequest;
  readonly context: Context;
  readonly session: Session;
  readonly watch: SteadyWatch;
  readonly stop: AbortSignal;
  readonly rails: readonly NamedRail[];
}

/** The load's steps, planned before anything is opened. */
function driverOf(load: string, request: LiveRequest, { clock }: Context): (drive: Drive) => Promise<void> {
  const start: StartLoad = load === "cpu" ? generateLoad : commandLoad(loadTemplate(load), clock);
  const steps = planLadder(request.loads ?? defaultLoads(cpus().length), request.seed);
  return async (drive) => {
    await climb({ ...climbOf(drive, steps.length), steps, start, dwell: request.dwell, clock, signal: drive.stop });
  };
}

const climbOf = ({ session, watch, context, request }: Drive, count: number) => ({
  isSteady: watch.isSteady.bind(watch),
  onStep(step: LoadStep, taken?: { readonly from: bigint; readonly to: bigint; readonly steady: boolean }) {
    const name = stepName(step.repeats ?? step.index);
    if (taken === undefined) {
      if (!request.quiet) context.stderr.write(`step ${step.index + 1}/${count}: ${loadText(step)}\n`);
      return;
    }
    const mark = (kind: "begin" | "end", at: bigint) => session.mark({ kind, name, at, within: 0, source: "phase" });
    mark("begin", taken.from);
    mark("end", taken.to);
    if (!taken.steady && !request.quiet) context.stderr.write(`  it was not steady within ${request.dwell.maxS} s\n`);
  },
});

const loadText = ({ threads, dutyPercent }: Load): string =>
  `${threads} ${threads === 1 ? "thread" : "threads"} at ${dutyPercent} %`;

async function byHand({ request, context, stop }: Drive): Promise<void> {
  const { clock, stderr } = context;
  if (!request.quiet) stderr.write("Drive the load through its steps now; Ctrl-C when they are done\n");
  const hour = 3600;
  const end = request.durationS === undefined ? undefined : clock.now() + nanoseconds(request.durationS);
  while (!stop.aborted && (end === undefined || clock.now() < end)) {
    const later = clock.now() + nanoseconds(hour);
    await clock.until(end === undefined || later < end ? later : end, stop);
  }
}
