import { join } from "node:path";
import { type Acquisition, acquire } from "../acquire/acquire.js";
import type { NamedProbe } from "../acquire/open.js";
import { PaceTotal } from "../acquire/pace-total.js";
import type { Batch } from "../core/batch.js";
import { type Clock, readClockPair } from "../core/clock.js";
import type { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import type {
  Ending,
  Execution,
  LoadSaid,
  Manifest,
  PulseEdge,
  RecordedEvent,
  RepeatsDecided,
  ShiftPlanned,
} from "../core/recording.js";
import { nanoseconds, type Seconds } from "../core/units.js";
import { createRecording, type RecordingWriter } from "../recording/writer.js";
import { RejectedTotal } from "./rejected-total.js";
import { ToldMarks } from "./told-marks.js";

/** Wall and monotonic clock are recorded together this often (measurement.md 3.1). */
const CLOCK_PAIR_MS = 10_000;
/** What was sampled reaches the disk at least this often, also when every probe is silent. */
const FLUSH_MS = 1000;
/** The slowest of instruments wakes up in seconds; one that takes longer is not waited for. */
const FIRST_SAMPLE: Seconds = 10;
/** Streams end within a period; programs that are read are killed well before. */
const LAST_SAMPLE: Seconds = 5;
/** What was sent to an instrument comes back in its stream, or not at all. */
const LAST_MARKER: Seconds = 2;

/** What a session needs: opened probes, and what the manifest says of the run. */
export interface SessionOptions {
  readonly clock: Clock;
  /** Where the recording's own folder is made. */
  readonly parent: string;
  readonly probes: readonly NamedProbe[];
  readonly manifest: Omit<Manifest, "probes" | "start" | "schema">;
  /** Filled by the sampling threads with the priority they were granted. */
  readonly granted: Readonly<Record<string, unknown>>;
  /** Every batch as it comes, for a live display. */
  onBatch?(batch: Batch): void;
}

/** Sampling and recording in progress, from before the first execution to after the last. */
export class Session {
  readonly folder: string;
  readonly recording: RecordingWriter;
  readonly #options: SessionOptions;
  readonly #stop = new AbortController();
  readonly #over = new AbortController();
  readonly #acquisition: Acquisition;
  readonly #pace = new PaceTotal();
  readonly #rejected = new RejectedTotal();
  readonly #told: ToldMarks;
  readonly #executions: Execution[] = [];
  readonly #marks: Mark[] = [];
  readonly #findings: Finding[] = [];
  readonly #cpu = process.cpuUsage();
  readonly #timers: readonly NodeJS.Timeout[];
  #ending: Promise<Ending> | undefined;
  #closed = false;

  private constructor(options: SessionOptions) {
    this.#options = options;
    this.folder = join(options.parent, options.manifest.id);
    this.recording = createRecording(this.folder, manifestOf(options));
    this.#told = new ToldMarks(options.probes, (probe, marker) =>
      this.recording.event({ type: "marker", probe, marker }),
    );
    this.#pairClocks();
    this.#timers = [
      setInterval(() => this.#pairClocks(), CLOCK_PAIR_MS),
      setInterval(() => this.recording.flush(), FLUSH_MS),
    ];
    this.#acquisition = acquire(
      options.probes,
      { batch: (batch) => this.#take(batch), ended: (probe, error) => this.#probeEnded(probe, error) },
      this.#stop.signal,
    );
    void this.#acquisition.finished.then(() => this.#over.abort());
  }

  /**
   * Creates the recording and starts sampling; resolves when every probe has given its first sample, or after a while
   * without those that have not: an instrument that hangs keeps no command from running.
   */
  static async start(options: SessionOptions): Promise<Session> {
    const session = new Session(options);
    await within(FIRST_SAMPLE, session.#acquisition.started, options.clock);
    for (const probe of session.#acquisition.silent) session.finding(startedWithout(probe));
    return session;
  }

  /** Aborts when no probe is left to sample, e.g. when a replay has come to its end. */
  get overSignal(): AbortSignal {
    return this.#over.signal;
  }

  mark(mark: Mark): void {
    this.#marks.push(mark);
    this.recording.event({ type: "mark", mark });
  }

  /** Says that an execution has begun, so that a killed recording knows of it. */
  executionStarts(start: Omit<Extract<RecordedEvent, { type: "execution-start" }>, "type">): void {
    this.recording.event({ type: "execution-start", ...start });
    this.#told.tell({ kind: "begin", name: "command", at: start.at, within: start.within, source: "command" });
  }

  executed(execution: Execution): void {
    this.#executions.push(execution);
    this.recording.event({ type: "execution", execution });
    const { to: at, toWithin } = execution;
    this.#told.tell({ kind: "end", name: "command", at, within: toWithin, source: "command" });
  }

  /** What a load that reports its own work said. */
  load(said: LoadSaid): void {
    this.recording.event(said);
  }

  /** What was decided of the runs to come, and what a known load did around them. */
  planned(decision: RepeatsDecided | ShiftPlanned | PulseEdge): void {
    this.recording.event(decision);
  }

  finding(finding: Finding): void {
    this.#findings.push(finding);
    this.recording.event({ type: "finding", finding });
  }

  /** Stops sampling, writes the ending, closes the recording. Again: the same ending. */
  finish(): Promise<Ending> {
    this.#ending ??= this.#finish();
    return this.#ending;
  }

  async #finish(): Promise<Ending> {
    await within(LAST_MARKER, this.#told.settled(), this.#options.clock);
    this.#stop.abort();
    await within(LAST_SAMPLE, this.#acquisition.finished, this.#options.clock);
    for (const probe of this.#acquisition.running) this.finding(leftRunning(probe));
    for (const finding of this.#rejected.findings()) this.finding(finding);
    for (const timer of this.#timers) clearInterval(timer);
    this.#pairClocks();
    // a stream that was left behind may still come round
    this.#closed = true;
    const ending = this.#endingNow();
    this.recording.finish(ending);
    return ending;
  }

  #endingNow(): Ending {
    const { user, system } = process.cpuUsage(this.#cpu);
    return {
      end: this.#options.clock.now(),
      executions: this.#executions,
      marks: this.#marks,
      findings: this.#findings,
      self: {
        cpuS: (user + system) / 1e6,
        missedTicks: this.#pace.missed,
        readMicros: this.#pace.readMicros,
        latenessMicros: this.#pace.latenessMicros,
        granted: this.#options.granted,
      },
    };
  }

  #take(batch: Batch): void {
    if (this.#closed) return;
    this.recording.append(batch);
    if (batch.pace !== undefined) this.#pace.add(batch.pace);
    if (batch.rejected !== undefined) this.#rejected.add(batch.probe, batch.rejected);
    this.#options.onBatch?.(batch);
  }

  #probeEnded(probe: string, error: MeasurementError | undefined): void {
    if (error === undefined || this.#closed) return;
    const at = this.#options.clock.now();
    this.recording.event({ type: "ended", probe, at, code: error.code, message: error.message });
    const { message, remedy } = error;
    this.finding({ code: "probe-died", severity: "degraded", message: `${probe}: ${message}`, remedy, probe });
  }

  #pairClocks(): void {
    this.recording.event({ type: "clock", pair: readClockPair(this.#options.clock) });
  }
}

/** Waits for `done`, and no longer than `patience`. */
async function within(patience: Seconds, done: Promise<void>, clock: Clock): Promise<void> {
  const over = new AbortController();
  void done.then(() => over.abort());
  await clock.until(clock.now() + nanoseconds(patience), over.signal);
}

const startedWithout = (probe: string): Finding => ({
  code: "late-instrument",
  severity: "degraded",
  message: `${probe} gave no sample within ${FIRST_SAMPLE} s; what is measured began without it`,
  remedy: "Look whether the instrument answers at all; leave it out with --probe, which names those to use",
  probe,
});

const leftRunning = (probe: string): Finding => ({
  code: "instrument-hangs",
  severity: "degraded",
  message: `${probe} did not stop within ${LAST_SAMPLE} s of being asked to; it was left behind`,
  remedy: "Look at the instrument and its driver (dmesg); its samples up to then are recorded",
  probe,
});

function manifestOf({ clock, manifest, probes }: SessionOptions): Manifest {
  return {
    schema: "joulemark/recording/v1",
    ...manifest,
    start: clock.now(),
    probes: probes.map(({ name, settings, open: { device, rails, totals, conditions = [] } }) => ({
      name,
      device,
      rails,
      totals,
      ...(conditions.length > 0 && { conditions }),
      settings,
    })),
  };
}
