import { basename } from "node:path";
import { MeasurementError } from "../core/error.js";
import type { Result } from "../core/result.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { forget, type Position, positionsIn, refusedFile } from "../recording/position.js";
import { writtenBy } from "../recording/written-by.js";
import { signalScope } from "../wrap/signal-scope.js";
import type { Context } from "./context.js";
import { Feed } from "./feed/feed.js";
import { sharedRunId } from "./hosts/shared-run.js";
import { ranked } from "./journal.js";
import { interruptedStatus } from "./open-instruments.js";
import { findSink, type NamedTarget, openTarget } from "./open-target.js";
import { resultOf } from "./result-of.js";

/** What `send` can be told. */
export interface SendOptions {
  readonly run?: string | undefined;
  /** Where recordings are looked for; the user's data folder when absent. */
  readonly out?: string | undefined;
  /** `NAME:TARGET` of each; none is wherever it was begun to be sent. */
  readonly sinks: readonly string[];
  /** The id that points carry, where it is not the recording's own and nothing was sent yet. */
  readonly runId?: string | undefined;
  /** All of it, whatever was acknowledged. */
  readonly again: boolean;
  /** Give up a target after this long; without it, it is waited for. */
  readonly timeoutS?: number | undefined;
}

/** A target that has taken nothing for so long may be away for good. */
const STILL_MS = 3000;

/** A target, and under which run id it has or will have the points. */
interface Receiver extends NamedTarget {
  readonly runId?: string | undefined;
}

/**
 * Sends what targets have not taken of a recording yet. Throws what keeps the first of them from having all of it, when
 * the others were served. The exit status.
 */
export async function send(options: SendOptions, context: Context): Promise<number> {
  const folder = findRecording(options.out ?? recordingsFolder(context.env), options.run);
  refuseGrowing(folder);
  const receivers = await receiversOf(folder, options, context);
  const result = await resultOf(folder);
  using signals = signalScope(context.clock);
  const failures: MeasurementError[] = [];
  for (const receiver of receivers) {
    if (signals.signal.aborted) break;
    const failure = await sendTo(receiver, { folder, result, options, stop: signals.signal }, context);
    if (failure !== undefined) failures.push(failure);
  }
  if (signals.signal.aborted) return interruptedStatus(signals);
  for (const { message, remedy } of failures.slice(1)) context.stderr.write(`joulemark: ${message}\n  -> ${remedy}\n`);
  if (failures[0] !== undefined) throw failures[0];
  return 0;
}

/** Two that send one recording would not know the same phases of it. */
function refuseGrowing(folder: string): void {
  const pid = writtenBy(folder);
  if (pid === undefined) return;
  throw new MeasurementError(
    "UNAVAILABLE",
    `${basename(folder)} is still being recorded, by process ${pid}`,
    "Wait for its end: what was started with --sink sends while it records",
  );
}

async function receiversOf(
  folder: string,
  { sinks, runId }: SendOptions,
  context: Context,
): Promise<readonly Receiver[]> {
  const begun = await begunIn(folder);
  const words = sinks.length > 0 ? sinks : begun.map(({ sink, label }) => `${sink}:${label}`);
  if (words.length === 0)
    throw new MeasurementError(
      "CONFIG",
      `Nothing of ${basename(folder)} was ever sent anywhere`,
      "Say where: --sink influx:http://host:8086/database",
    );
  const receivers: Receiver[] = [];
  for (const word of words) {
    await refuseNow(word);
    const target = await openTarget(word, context);
    const before = begun.find(({ sink, label }) => sink === target.name && label === target.opened.label);
    receivers.push({ ...target, runId: sharedRunId(runId) ?? before?.run });
  }
  return receivers;
}

/** What shows what is now has nothing to get of a recording that is over. */
async function begunIn(folder: string): Promise<readonly Position[]> {
  const begun: Position[] = [];
  for (const position of positionsIn(folder))
    if ((await findSink(position.sink)).sink.now === true) forget(folder, position);
    else begun.push(position);
  return begun;
}

async function refuseNow(word: string): Promise<void> {
  const { name, sink } = await findSink(word);
  if (sink.now !== true) return;
  throw new MeasurementError(
    "CONFIG",
    `${name} shows what is measured now: a recording that is over cannot be sent there`,
    "Send it to a database: --sink influx:http://host:8086/database",
  );
}

interface Job {
  readonly folder: string;
  readonly result: Result | undefined;
  readonly options: SendOptions;
  readonly stop: AbortSignal;
}

async function sendTo(
  { name, opened, runId }: Receiver,
  { folder, result, options, stop }: Job,
  { stderr, env }: Context,
): Promise<MeasurementError | undefined> {
  const log = (line: string) => stderr.write(ranked("warning", `joulemark: ${line}`, env));
  if (options.again) forget(folder, { sink: name, label: opened.label });
  await using feed = new Feed({ folder, sink: name, opened, runId, closed: true, result: () => result, log });
  let last = feed.position;
  const over = feed.over().then(() => true);
  const watch = setInterval(() => {
    const still = isSame(feed.position, last);
    last = feed.position;
    if (!still) return;
    log(waitsFor(opened.label));
    clearInterval(watch);
  }, STILL_MS);
  if (options.timeoutS !== undefined) clearInterval(watch);
  const whole = await Promise.race([over, ended(stop), ended(timeout(options.timeoutS))]);
  clearInterval(watch);
  if (feed.failure !== undefined) return feed.failure;
  if (!whole) return stop.aborted ? undefined : notAll(opened.label, options.timeoutS ?? 0);
  const { refused } = feed.position;
  if (refused > 0) return refusedSome({ label: opened.label, refused, kept: refusedFile(folder, feed.position) });
  log(`${opened.label} has all of ${basename(folder)}`);
  return undefined;
}

const timeout = (seconds: number | undefined): AbortSignal | undefined =>
  seconds === undefined ? undefined : AbortSignal.timeout(seconds * 1000);

/** False at the signal's abort; never, without one. */
const ended = (signal: AbortSignal | undefined): Promise<false> =>
  new Promise((resolve) => {
    if (signal?.aborted === true) resolve(false);
    signal?.addEventListener("abort", () => resolve(false), { once: true });
  });

/** Whether a target has no more than before. */
const isSame = (now: Position, { events, samples }: Position): boolean =>
  now.events === events && now.samples.every((sent, index) => sent === samples[index]);

const waitsFor = (label: string): string =>
  `${label} takes nothing, and is waited for\n  -> Look at the server; Ctrl-C or --timeout SECONDS gives it up, and the same command goes on later`;

const notAll = (label: string, seconds: number): MeasurementError =>
  new MeasurementError(
    "UNAVAILABLE",
    `${label} has not taken all of it within ${seconds} s; it is as far as it was acknowledged`,
    "Send the rest when it is there: the same command again",
  );

const refusedSome = ({ label, refused, kept }: { label: string; refused: number; kept: string }): MeasurementError =>
  new MeasurementError(
    "NO_DATA",
    `${label} has all of it but ${refused} points, which it refused for good`,
    `The reasons are in ${kept}; when they are mended (retention, a field's type), send all of it: --again`,
  );
