import type { Clock } from "../core/clock.js";
import type { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import type { Exit } from "../core/recording.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";
import { diedFailure, notUnderstood, saidFailure } from "../runner/failure.js";
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

/** One execution of the runner: set up first, measured when it is told to begin. */
export class Cell implements AsyncDisposable {
  readonly #options: CellOptions;
  /** Until it is measured, what it says is kept. */
  #events: RunnerEvent[] = [];
  #recorder: CellRecorder | undefined;
  #failure: MeasurementError | undefined;
  #done: Extract<RunnerEvent, { ev: "done" }> | undefined;
  #runner: RunningRunner | undefined;
  #isReady: () => void = () => undefined;
  readonly #ready = new Promise<void>((resolve) => {
    this.#isReady = resolve;
  });

  private constructor(options: CellOptions) {
    this.#options = options;
  }

  /** Launches the runner and waits until it is ready. Undefined when a signal came; throws what kept it from being ready. */
  static async ready(options: CellOptions): Promise<Cell | undefined> {
    if (options.signals.signal.aborted) return undefined;
    const cell = new Cell(options);
    await cell.#launch();
    if (options.signals.signal.aborted || cell.#failure !== undefined) await cell[Symbol.asyncDispose]();
    if (options.signals.signal.aborted) return undefined;
    if (cell.#failure !== undefined) throw cell.#failure;
    return cell;
  }

  async #launch(): Promise<void> {
    const { signals, ...options } = this.#options;
    const runner = await launchRunner({
      ...options,
      event: (event) => this.#take(event),
      refuse: (why) => this.#refuse(why),
    });
    this.#runner = runner;
    using _attached = signals.attach(() => runner.stop());
    if (signals.signal.aborted || this.#failure !== undefined) runner.stop();
    const over = runner.ended.then(({ exit }) => {
      if (this.#done === undefined) this.#failure ??= diedFailure(exit);
    });
    await Promise.race([this.#ready, over]);
  }

  #take(event: RunnerEvent): void {
    if (event.ev === "error") this.#failure ??= saidFailure(event);
    if (event.ev === "done") this.#done = event;
    if (this.#recorder === undefined) this.#events.push(event);
    else this.#recorder.take(event);
    if (event.ev === "ready" || event.ev === "error") this.#isReady();
  }

  #refuse(why: string): void {
    this.#failure ??= notUnderstood(why);
    this.#runner?.stop();
    this.#isReady();
  }

  /** Lets it run to its end and records it. Answers with what went wrong; a signal that stopped it is no failure. */
  async measure(session: Session, index: number, warmup: boolean): Promise<MeasurementError | undefined> {
    const { clock, signals } = this.#options;
    const runner = this.#runner;
    if (runner === undefined) return this.#failure;
    const recorder = cellRecorder(session, index);
    this.#recorder = recorder;
    for (const event of this.#events.splice(0)) recorder.take(event);
    using _attached = signals.attach(() => runner.stop());
    if (signals.signal.aborted) runner.stop();
    const { from, within } = begin(runner, clock);
    session.executionStarts({ index, warmup, at: from, within });
    const end = await runner.ended;
    const times = { index, warmup, from, fromWithin: within, to: end.at, toWithin: EXIT_WITHIN };
    recorder.end({ ...times, exit: this.#exit(end) });
    for (const finding of this.#findings(end)) session.finding(finding);
    return this.#failure;
  }

  /** One that was told to stop in the middle did not come to its end, whatever its status. */
  #exit({ exit }: RunnerEnd): Exit {
    const { interruptedBy } = this.#options.signals;
    const whole = this.#done?.stopped === "duration" || this.#done?.stopped === "iterations";
    return exit.code === 0 && !whole ? { code: null, signal: interruptedBy ?? null } : exit;
  }

  #findings({ foreign, firstForeign }: RunnerEnd): readonly Finding[] {
    const failed = this.#failure === undefined ? [] : [failedFinding(this.#failure)];
    return foreign === 0 ? failed : [...failed, foreignFinding(foreign, firstForeign)];
  }

  /** Nothing of it stays behind. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#runner?.stop();
    await this.#runner?.ended;
  }
}

/** From its end to our stamp, as for any command. */
const EXIT_WITHIN: Seconds = 1e-3;

function begin(runner: RunningRunner, clock: Clock): { readonly from: Nanoseconds; readonly within: Seconds } {
  const before = clock.now();
  runner.begin();
  const after = clock.now();
  return { from: (before + after) / 2n, within: secondsBetween(before, after) / 2 };
}

const failedFinding = ({ message, remedy }: MeasurementError): Finding => ({
  code: "load-failed",
  severity: "invalid",
  message: `The run is not whole, its numbers are of what was done until then: ${message}`,
  remedy,
});

const foreignFinding = (count: number, first = ""): Finding => ({
  code: "load-unreadable",
  severity: "degraded",
  message: `${count} ${count === 1 ? "line" : "lines"} among the runner's events could not be read; the first: ${first}`,
  remedy: "Windows may be missing: measure again, and report it if it stays",
});
