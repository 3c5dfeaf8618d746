import type { OpenProbes } from "../acquire/open.js";
import { hostClock } from "../core/clock.js";
import type { Mark } from "../core/mark.js";
import type { Point } from "../core/rail.js";
import type { Result } from "../core/result.js";
import type { Nanoseconds } from "../core/units.js";
import { newRunId, recordingsFolder } from "../recording/folder.js";
import { openRecording } from "../recording/reader.js";
import { type CalibrationRequest, readCalibration } from "./calibration.js";
import { characterizationsFolder } from "./characterize/store.js";
import type { ProbeRegistry } from "./context.js";
import { manifestStart } from "./manifest.js";
import { type Instruments, openInstruments } from "./open-instruments.js";
import type { ProbeRequest } from "./probe-words.js";
import { Session } from "./session.js";
import { checkCalibration, storedCalibration } from "./stored-calibration.js";
import { summarizeAsKept } from "./summarize-as-kept.js";

/** How to measure a piece of a program. */
export interface MeasureOptions {
  /** Probes by name with their settings; none means whatever instruments are found. */
  readonly probes?: readonly { readonly name: string; readonly settings?: ProbeRequest["settings"] }[];
  /** Samples a second. */
  readonly rate?: number;
  /** Where the recording's folder is made; the user's data folder by default. */
  readonly out?: string;
  readonly name?: string;
  /** How much work the measured piece does, for rate and efficiency. */
  readonly work?: { readonly count: number; readonly unit: string };
  /** Instruments are looked for below this folder. */
  readonly root?: string;
  /** False goes by the instruments' tables, not by what `characterize` found of them on this computer. */
  readonly characterization?: boolean;
  /** Curves as `--calibration` names them: `[PROBE[/RAIL]=]CURVE`, or `none` alone; the recording keeps them. */
  readonly calibration?: readonly string[];
  /** Where every rail is to be brought, as `--point` does. */
  readonly point?: Point;
  /** Curves may be used a little beyond their range, flagged and less certain. */
  readonly allowExtrapolation?: boolean;
}

/** A measurement in progress. Disposing it stops sampling and keeps the recording. */
export interface Measurement extends AsyncDisposable {
  /** Begins a named window. */
  begin(name: string): void;
  /** Ends it. */
  end(name: string): void;
  /** Stops and gives the result; called again, the same result. */
  stop(): Promise<Result>;
}

/** Begins to measure this process's computer; the window "command" lasts from here to `stop`. */
export async function startMeasurement(registry: ProbeRegistry, options: MeasureOptions = {}): Promise<Measurement> {
  const calibration = await readCalibration(options, undefined, { cwd: process.cwd() });
  const probes = (options.probes ?? []).map(({ name, settings = {} }) => ({ name, settings }));
  const characterizations =
    options.characterization === false ? undefined : characterizationsFolder(recordingsFolder(process.env));
  const request = { probes, rate: options.rate, root: options.root ?? "/", characterizations };
  const instruments = await openInstruments(request, registry);
  try {
    checkCalibration(calibration, instruments.probes);
    const session = await startSession(instruments, options, calibration);
    const from = hostClock.now();
    session.executionStarts({ index: 0, warmup: false, at: from, within: 0 });
    return new SessionMeasurement(session, instruments, from);
  } catch (error) {
    await instruments[Symbol.asyncDispose]();
    throw error;
  }
}

/** Measures what `work` does, awaited, and gives the same result object as the command line. An error of `work` is thrown on, after the recording is closed. */
export async function measure(
  registry: ProbeRegistry,
  work: (measurement: Measurement) => unknown,
  options: MeasureOptions = {},
): Promise<Result> {
  await using measurement = await startMeasurement(registry, options);
  await work(measurement);
  return await measurement.stop();
}

function startSession(
  { probes, findings, granted }: Instruments,
  { out, name, rate, work }: MeasureOptions,
  calibration: CalibrationRequest,
): Promise<Session> {
  const wallMs = hostClock.wall();
  return Session.start({
    clock: hostClock,
    parent: out ?? recordingsFolder(process.env),
    probes,
    granted,
    manifest: manifestStart({
      id: newRunId(wallMs),
      name,
      command: [],
      wallMs,
      version: process.env["JOULEMARK_VERSION"] ?? "unbuilt",
      work,
      settings: { rate: rate ?? null, ...storedCalibration(calibration) },
      findings,
    }),
  });
}

class SessionMeasurement implements Measurement {
  readonly #session: Session;
  readonly #probes: OpenProbes;
  readonly #from: Nanoseconds;
  #closed: Promise<void> | undefined;
  #result: Promise<Result> | undefined;

  constructor(session: Session, probes: OpenProbes, from: Nanoseconds) {
    this.#session = session;
    this.#probes = probes;
    this.#from = from;
  }

  begin(name: string): void {
    this.#mark("begin", name);
  }

  end(name: string): void {
    this.#mark("end", name);
  }

  stop(): Promise<Result> {
    this.#result ??= this.#close().then(() => summarizeAsKept(openRecording(this.#session.folder)));
    return this.#result;
  }

  /** Makes no result: one that cannot be made would hide the error on whose way out this is called. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }

  #close(): Promise<void> {
    this.#closed ??= this.#finish();
    return this.#closed;
  }

  async #finish(): Promise<void> {
    const to = hostClock.now();
    const exit = { code: 0, signal: null };
    this.#session.executed({ index: 0, warmup: false, exit, from: this.#from, to, fromWithin: 0, toWithin: 0 });
    await this.#session.finish();
    await this.#probes[Symbol.asyncDispose]();
  }

  #mark(kind: Mark["kind"], name: string): void {
    this.#session.mark({ kind, name, at: hostClock.now(), within: 0, source: "cli" });
  }
}
