import type { Clock } from "../core/clock.js";
import type { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { Exit } from "../core/recording.js";
import { type Nanoseconds, nanoseconds, type Seconds, secondsBetween } from "../core/units.js";
import { diedFailure, notUnderstood, saidFailure, stoppedFailure } from "../runner/failure.js";
import { launchRunner, type RunnerEnd, type RunningRunner } from "../runner/launch.js";
import type { RunnerEvent } from "../runner/protocol.js";
import type { SignalScope } from "../wrap/signal-scope.js";
import { type CellRecorder, cellRecorder } from "./bench-record.js";
import type { Session } from "./session.js";

/** What running a cell needs. */
export interface CellOptions {
  readonly clock: Clock;
  readonly file: string;
  readonly args: readonly string[];
  readonly signals: SignalScope;
  readonly print: (text: string) => unknown;
}

/** From its end to our stamp, as for any command. */
const EXIT_WITHIN: Seconds = 1e-3;
/** A Ctrl-C of the terminal may end the runner before we see our own. */
const OWN_SIGNAL: Seconds = 0.05;

type Done = Extract<RunnerEvent, { ev: "done" }>;

/** One execution of the runner: set up first, measured when it is told to begin. */
export class Cell implements AsyncDisposable {
  readonly #options: CellOptions;
  /** Until it is measured, what it says is kept. */
  readonly #events: RunnerEvent[] = [];
  readonly #runner: RunningRunner;
  readonly #ended: Promise<RunnerEnd>;
  readonly #settled: Promise<unknown>;
  #ready: (() => void) | "ready" | undefined;
  #recorder: CellRecorder | undefined;
  #failure: MeasurementError | undefined;
  #done: Done | undefined;

  private constructor(options: CellOptions, runner: RunningRunner) {
    this.#options = options;
    this.#runner = runner;
    this.#ended = runner.ended.then((end) => this.#judge(end));
    const ready = new Promise<void>((resolve) => {
      this.#ready = resolve;
    });
    this.#settled = Promise.race([ready, this.#ended]);
  }

  /** Launches the runner and waits until it is ready. Undefined when a signal came; throws what kept it from being ready. */
  static async ready(options: CellOptions): Promise<Cell | undefined> {
    const { signals, ...launching } = options;
    if (signals.signal.aborted) return undefined;
    // The cell is there before its first bytes: they come in a later turn.
    const runner = await launchRunner({
      ...launching,
      event: (event) => cell.#take(event),
      refuse: (why) => cell.#refuse(why),
    });
    const cell = new Cell(options, runner);
    using _attached = signals.attach(() => runner.stop());
    if (signals.signal.aborted) runner.stop();
    await cell.#settled;
    if (cell.#ready === "ready" && cell.#failure === undefined && !signals.signal.aborted) return cell;
    await cell[Symbol.asyncDispose]();
    if (cell.#failed !== undefined) throw cell.#failed;
    return undefined;
  }

  #take(event: RunnerEvent): void {
    if (this.#failure !== undefined) return;
    if (event.ev === "error") this.#failure = saidFailure(event);
    if (event.ev === "done") this.#done = event;
    if (this.#recorder === undefined) this.#events.push(event);
    else this.#recorder.take(event);
    // One whose results are wrong says so and ends.
    if (event.ev === "ready" && event.verify?.passed !== false) this.#isReady();
  }

  #isReady(): void {
    const resolve = this.#ready;
    this.#ready = "ready";
    if (typeof resolve === "function") resolve();
  }

  /** What it says cannot be trusted any more. */
  #refuse(why: string): void {
    this.#failure ??= notUnderstood(why);
    this.#runner.stop();
  }

  /** Whether it came to its end, and if not, whether anything but our own signal kept it from it. */
  async #judge(end: RunnerEnd): Promise<RunnerEnd> {
    if (this.#failure !== undefined) return end;
    // What crashes when all is said may have crashed in what it said: libraries check their memory last.
    if (this.#isWhole && end.exit.code === 0) return end;
    const { clock, signals } = this.#options;
    await clock.until(clock.now() + nanoseconds(OWN_SIGNAL), signals.signal);
    this.#failure = this.#done === undefined || this.#isWhole ? diedFailure(end.exit, this.#isWhole) : stoppedFailure();
    return end;
  }

  get #isWhole(): boolean {
    return this.#done?.stopped === "duration" || this.#done?.stopped === "iterations";
  }

  /** What went wrong; what follows on a signal of ours did not. */
  get #failed(): MeasurementError | undefined {
    return this.#options.signals.signal.aborted ? undefined : this.#failure;
  }

  /** Lets it run to its end and records it. Answers with what went wrong; a signal that stopped it is no failure. */
  async measure(session: Session, index: number, warmup: boolean): Promise<MeasurementError | undefined> {
    const { clock, signals } = this.#options;
    const runner = this.#runner;
    this.#recorder = cellRecorder(session, index);
    for (const event of this.#events.splice(0)) this.#recorder.take(event);
    using _attached = signals.attach(() => runner.stop());
    if (signals.signal.aborted) runner.stop();
    const { from, within } = begin(runner, clock);
    session.executionStarts({ index, warmup, at: from, within });
    const end = await this.#ended;
    const times = { from, fromWithin: within, to: end.at, toWithin: EXIT_WITHIN };
    this.#recorder.end({ index, warmup, ...times, exit: this.#exit(end) });
    for (const finding of findingsOf(end, this.#failed)) session.finding(finding);
    return this.#failed;
  }

  /** One that was told to stop in the middle did not come to its end, whatever its status. */
  #exit({ exit }: RunnerEnd): Exit {
    if (exit.code !== 0 || this.#isWhole) return exit;
    return { code: null, signal: this.#options.signals.interruptedBy ?? null };
  }

  /** Nothing of it stays behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#runner.stop();
    await this.#runner.ended;
  }
}

function begin(runner: RunningRunner, clock: Clock): { readonly from: Nanoseconds; readonly within: Seconds } {
  const before = clock.now();
  runner.begin();
  const after = clock.now();
  return { from: (before + after) / 2n, within: secondsBetween(before, after) / 2 };
}

function findingsOf({ foreign, firstForeign }: RunnerEnd, failure: MeasurementError | undefined): readonly Finding[] {
  const failed = failure === undefined ? [] : [failedFinding(failure)];
  return foreign === 0 ? failed : [...failed, foreignFinding(foreign, firstForeign)];
}

const failedFinding = ({ message, remedy }: MeasurementError): Finding => ({
  code: "load-failed",
  severity: "invalid",
  message: `The load failed, its numbers are of what was done until then: ${message}`,
  remedy,
});

const foreignFinding = (count: number, first = ""): Finding => ({
  code: "load-unreadable",
  severity: "degraded",
  message: `${count} ${count === 1 ? "line" : "lines"} among the runner's events could not be read; the first: ${first}`,
  remedy: "Windows may be missing: measure again, and report it if it stays",
});
