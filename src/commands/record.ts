import { nanoseconds } from "../core/units.js";
import { newRunId, recordingsFolder } from "../recording/folder.js";
import { signalScope } from "../wrap/signal-scope.js";
import type { Context } from "./context.js";
import { sharedSettings } from "./hosts/shared-run.js";
import { liveDisplay } from "./live-display.js";
import { manifestStart } from "./manifest.js";
import { interruptedStatus, openUnlessInterrupted } from "./open-instruments.js";
import { openSinks } from "./open-sinks.js";
import { reportRecording } from "./report.js";
import { announceEstimate } from "./run.js";
import type { RunOptions } from "./run-options.js";
import { Session } from "./session.js";
import { checkCalibration, storedCalibration } from "./stored-calibration.js";
import { checkWritable } from "./write-result.js";

/** What `record` can be told. */
export type RecordOptions = Pick<
  RunOptions,
  | "probes"
  | "rate"
  | "out"
  | "name"
  | "sinks"
  | "runId"
  | "root"
  | "quiet"
  | "results"
  | "budget"
  | "calibration"
  | "characterizations"
> & {
  /** Stop after this long; without it, when interrupted. */
  readonly durationS?: number | undefined;
};

/** Waiting goes by the hour: Node's timers wrap after 24 days. */
const HOUR_S = 3600;

/** Samples until interrupted or for a time. Being stopped is how a recording ends, so it is a success. */
export async function record(options: RecordOptions, context: Context): Promise<number> {
  checkWritable(options.results, context);
  const { clock, version } = context;
  using signals = signalScope(clock);
  await using sinks = await openSinks(options.sinks, context, signals);
  await using instruments = await openUnlessInterrupted(options, context.registry, signals);
  if (instruments === undefined) return interruptedStatus(signals);
  checkCalibration(options.calibration, instruments.probes);
  announceEstimate(instruments.probes, context);
  const shared = await sharedSettings(options.runId, { sinks: options.sinks, env: context.env });
  using live = liveDisplay(instruments.probes, context, { quiet: options.quiet, shared: false });
  const wallMs = clock.wall();
  const session = await Session.start({
    clock,
    parent: options.out ?? recordingsFolder(context.env),
    probes: instruments.probes,
    granted: instruments.granted,
    manifest: manifestStart({
      id: newRunId(wallMs),
      name: options.name,
      command: [],
      wallMs,
      version,
      settings: {
        rate: options.rate ?? null,
        durationS: options.durationS ?? null,
        ...shared,
        ...storedCalibration(options.calibration),
      },
      findings: instruments.findings,
    }),
    onBatch: (batch) => live.add(batch),
  });
  sinks.follow(session.folder);
  live.phase("recording");
  const from = clock.now();
  session.executionStarts({ index: 0, warmup: false, at: from, within: 0 });
  const end = options.durationS === undefined ? undefined : from + nanoseconds(options.durationS);
  const stop = AbortSignal.any([signals.signal, session.overSignal]);
  while (!stop.aborted && (end === undefined || clock.now() < end)) {
    const hour = clock.now() + nanoseconds(HOUR_S);
    await clock.until(end === undefined || hour < end ? hour : end, stop);
  }
  session.executed({
    index: 0,
    warmup: false,
    exit: { code: 0, signal: null },
    from,
    to: clock.now(),
    fromWithin: 0,
    toWithin: 0,
  });
  await session.finish();
  sinks.sampled();
  live[Symbol.dispose]();
  await reportRecording(session.folder, { ...options, table: options.quiet ? "none" : "stderr" }, context);
  if (session.recording.failure !== undefined) throw session.recording.failure;
  return 0;
}
