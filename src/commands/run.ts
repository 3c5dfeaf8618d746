import type { NamedProbe } from "../acquire/open.js";
import type { Clock } from "../core/clock.js";
import { asMeasurementError, MeasurementError } from "../core/error.js";
import { newRunId, recordingsFolder } from "../recording/folder.js";
import { commandText } from "../report/words.js";
import { loadLauncher } from "../wrap/launch.js";
import { openMarks } from "../wrap/marks.js";
import type { OutputOptions } from "../wrap/output.js";
import { parseMarkRegex, parseWorkRegex } from "../wrap/patterns.js";
import { signalScope } from "../wrap/signal-scope.js";
import type { Context } from "./context.js";
import { executeAll } from "./execute.js";
import { sharedSettings } from "./hosts/shared-run.js";
import { checkCommands, orderText } from "./interleaving.js";
import { liveDisplay } from "./live-display.js";
import { manifestStart } from "./manifest.js";
import { interruptedStatus, openUnlessInterrupted } from "./open-instruments.js";
import { openSinks } from "./open-sinks.js";
import { reportRecording } from "./report.js";
import type { RunOptions } from "./run-options.js";
import { Session } from "./session.js";
import { ShiftClock } from "./shift-clock.js";
import { checkCalibration, storedCalibration } from "./stored-calibration.js";
import { pulseText } from "./sync-pulse.js";
import { ruleText } from "./target.js";
import { checkWritable } from "./write-result.js";

/**
 * Measures a command: probes and sinks open, sampling and recording begin, the command runs as often as asked, the recording ends,
 * the report is made from it. Answers with the exit status: the command's own, or 128 + signal.
 */
export async function run(words: readonly string[], options: RunOptions, context: Context): Promise<number> {
  const command = commandOf(words, options);
  checkCommands(options.ab === undefined ? [command] : [options.ab.first, options.ab.second]);
  checkWritable(options.results, context);
  const output = outputOptions(options);

  const { clock, version } = context;
  const id = newRunId(clock.wall());
  using signals = signalScope(clock);
  // Begun first and awaited last: making the FIFO waits for another program, and there is much to load meanwhile.
  const marksOpening = openMarks({ clock, onMark: (mark) => session.mark(mark) });
  await using _marks = { [Symbol.asyncDispose]: async () => (await marksOpening)[Symbol.asyncDispose]() };
  await using sinks = await openSinks(options.sinks, context, signals);
  await using instruments = await openUnlessInterrupted(options, context.registry, signals);
  if (instruments === undefined) return interruptedStatus(signals);
  checkCalibration(options.calibration, instruments.probes);
  announceEstimate(instruments.probes, context);
  const shifts = shiftClock(options, instruments.probes, clock);
  announceRepeats(options, shifts, context);
  if (options.syncPulse && !options.quiet)
    context.stderr.write(`joulemark: ${pulseText(instruments.probes.flatMap(({ open }) => open.rails))}\n`);
  const sharing = sharedSettings(options.runId, { sinks: options.sinks, env: context.env });
  const [marks, , shared] = await Promise.all([marksOpening, loadLauncher(), sharing]);
  using live = liveDisplay(instruments.probes, context, { quiet: options.quiet || !options.live, shared: true });
  const session = await Session.start({
    clock,
    parent: options.out ?? recordingsFolder(context.env),
    probes: instruments.probes,
    granted: instruments.granted,
    manifest: manifestStart({
      id,
      name: options.name,
      command,
      wallMs: clock.wall(),
      version,
      work: options.work,
      settings: { ...settingsOf(options), ...shared },
      findings: instruments.findings,
    }),
    onBatch: (batch) => {
      live.add(batch);
      shifts?.add(batch);
    },
  });
  sinks.follow(session.folder);
  let status: number;
  try {
    status = await executeAll(command, {
      options,
      context,
      session,
      signals,
      marks,
      live,
      output,
      runId: id,
      shifts,
      rails: instruments.probes.flatMap(({ open }) => open.rails),
    });
  } finally {
    for (const finding of marks.findings) session.finding(finding);
    await session.finish();
    sinks.sampled();
    live[Symbol.dispose]();
  }
  try {
    const table = options.quiet ? "none" : "stderr";
    await reportRecording(session.folder, { ...options, table }, context);
    if (session.recording.failure !== undefined) throw session.recording.failure;
  } catch (error) {
    // The command's own failure is what its caller has to hear of; ours is said all the same.
    if (status === 0) throw error;
    const { message, remedy } = asMeasurementError(error);
    context.stderr.write(`joulemark: ${message}\n  -> ${remedy}\n`);
  }
  return status;
}

/** What the recording says was run: two interleaved commands are each a word, as they were given. */
function commandOf(words: readonly string[], { ab }: RunOptions): readonly string[] {
  if (ab === undefined) return words;
  if (words.length > 0)
    throw new MeasurementError(
      "CONFIG",
      `--ab brings both commands, and there is ${JSON.stringify(words.join(" "))} beside them`,
      "Leave it away, or leave --ab away",
    );
  return ["--ab", commandText(ab.first), commandText(ab.second)];
}

/** Only a command whose output is to be searched has it passed through us; any other keeps its terminal. */
function outputOptions({ markRegex, workRegex, engine }: RunOptions): OutputOptions | undefined {
  if (markRegex === undefined && workRegex === undefined && engine === undefined) return undefined;
  return {
    ...(engine !== undefined && { engine }),
    ...(markRegex !== undefined && { markRegex: parseMarkRegex(markRegex) }),
    ...(workRegex !== undefined && { workRegex: parseWorkRegex(workRegex) }),
  };
}

/** What was asked, kept with the recording. */
const settingsOf = ({
  rate,
  repeat,
  target,
  shifts,
  ab,
  warmup,
  cooldownS,
  idleS,
  syncPulse,
  workRegex,
  markRegex,
  engine,
  timeoutS,
  root,
  calibration,
}: RunOptions) => ({
  rate: rate ?? null,
  repeat,
  warmup,
  cooldownS,
  idleS,
  ...(ab !== undefined && { ab }),
  ...(syncPulse && { syncPulse }),
  ...(target !== undefined && { targetUncertainty: target.target, maxRepeats: target.most }),
  ...(shifts !== undefined && { phaseShift: shifts }),
  ...(workRegex !== undefined && { workRegex }),
  ...(markRegex !== undefined && { markRegex }),
  ...(engine !== undefined && { engine: engine.word, batch: engine.batch }),
  ...(timeoutS !== undefined && { timeoutS }),
  ...(root !== "/" && { root }),
  ...storedCalibration(calibration),
});

function shiftClock({ shifts }: RunOptions, probes: readonly NamedProbe[], clock: Clock): ShiftClock | undefined {
  if (shifts === undefined) return undefined;
  return new ShiftClock(probes, { shifts, seed: Number(clock.now() & 0xffffffffn) });
}

/** A rule that is stated before the first run. */
function announceRepeats(options: RunOptions, shifts: ShiftClock | undefined, { stderr }: Context): void {
  const { target, ab, quiet } = options;
  if (quiet) return;
  if (ab !== undefined) stderr.write(`joulemark: ${orderText(ab, options)}\n`);
  if (target !== undefined) stderr.write(`joulemark: ${ruleText(target)}\n`);
  if (shifts !== undefined) stderr.write(`joulemark: ${shifts.text}\n`);
}

/** A number without a sensor is never slipped in: it is said before the run, not only in the table after it. */
export function announceEstimate(probes: readonly NamedProbe[], { stderr }: Context): void {
  const rails = probes.flatMap(({ open }) => open.rails);
  if (rails.length === 0 || rails.some(({ point }) => point !== "estimate")) return;
  const model = rails.flatMap(({ note }) => note ?? []).join("; ");
  stderr.write(
    `joulemark: ESTIMATE only: no power instrument is being read. ${model}\n` +
      "joulemark: run `joulemark probes` to see what was looked for and how to get access.\n",
  );
}
