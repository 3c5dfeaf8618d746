import { Writable } from "node:stream";
import { engineOf } from "../../config/load-engine.js";
import type { PlanCell } from "../../config/plan.js";
import type { EngineFile } from "../../core/engine-schema.js";
import { asMeasurementError, MeasurementError } from "../../core/error.js";
import { newRunId } from "../../recording/folder.js";
import { checkCommand } from "../../wrap/command.js";
import type { EngineReading } from "../../wrap/engine-reader.js";
import { type Wrapped, wrapCommand } from "../../wrap/wrap.js";
import type { Context } from "../context.js";
import { engineWork } from "../engine-work.js";
import { packageFolder } from "../package-folder.js";
import type { Session } from "../session.js";
import { cellCommand } from "./cell-command.js";
import type { Engine, ReadyOptions, ReadyRun } from "./engine.js";
import { loadOf } from "./load.js";

/** A command as the engine of a cell: its work is what its output says, by the file of its engine. Throws CONFIG. */
export function commandEngine(cell: PlanCell, context: Context): Engine {
  const command = cellCommand(cell);
  const engine = engineFileOf(cell, context);
  const reading = { engine, batch: batchOf(engine, cell), cwd: context.cwd };
  const { durationS, warmupS, timeoutS } = cell.times;
  const limit = durationS + warmupS + timeoutS;
  return {
    load: loadOf(cell.values, { engine: engine.name, command }),
    work: { unit: engine.unit, ...(engine.window !== undefined && { window: engine.window.name }) },
    refusal: async () => missing(command),
    ready: async (options) => new CommandRun(command, { ...options, reading, limit }),
  };
}

function missing([file = ""]: readonly string[]): MeasurementError | undefined {
  try {
    checkCommand(file);
    return undefined;
  } catch (error) {
    return asMeasurementError(error);
  }
}

interface RunOptions extends ReadyOptions {
  readonly reading: EngineReading;
  readonly limit: number;
}

/** There is nothing to set up: a command sets up what it needs when it runs. */
class CommandRun implements ReadyRun {
  readonly #command: readonly string[];
  readonly #options: RunOptions;

  constructor(command: readonly string[], options: RunOptions) {
    this.#command = command;
    this.#options = options;
  }

  async measure(session: Session, index: number, warmup: boolean): Promise<MeasurementError | undefined> {
    const { clock, signals, reading, limit, print } = this.#options;
    const wrapped = await wrapCommand(this.#command, {
      clock,
      signals,
      runId: newRunId(clock.wall()),
      onMark: (mark) => session.mark(mark),
      onStart: (at, within) => session.executionStarts({ index, warmup, at, within }),
      output: { engine: reading, stdout: printer(print), stderr: printer(print) },
      timeout: limit,
    });
    return wrapped && this.#record(wrapped, session, { index, warmup });
  }

  /** It runs only while it is measured, and nothing of it is left then. */
  async [Symbol.asyncDispose](): Promise<void> {}

  #record(
    { exit, from, to, fromWithin, toWithin, engine, findings }: Wrapped,
    session: Session,
    which: { readonly index: number; readonly warmup: boolean },
  ): MeasurementError | undefined {
    const name = this.#options.reading.engine.window?.name;
    const work = engine === undefined ? undefined : engineWork(engine, { from, to }, { session, name });
    const times = { exit, from, to, fromWithin, toWithin };
    session.executed({ ...which, ...times, ...(work !== undefined && { work }) });
    for (const finding of findings) session.finding(finding);
    const failure = this.#options.signals.signal.aborted ? undefined : failureOf(exit, work, findings);
    if (failure !== undefined)
      session.finding({
        code: "load-failed",
        severity: "invalid",
        message: `The load failed: ${failure.message}`,
        remedy: failure.remedy,
      });
    return failure;
  }
}

/** A stream that a command's output goes on to. */
const printer = (print: (text: string) => unknown): Writable =>
  new Writable({
    write(bytes, _encoding, done) {
      print(String(bytes));
      done();
    },
  });

function failureOf(
  exit: Wrapped["exit"],
  work: number | undefined,
  findings: Wrapped["findings"],
): MeasurementError | undefined {
  const late = findings.find(({ code }) => code === "timed-out");
  if (late !== undefined) return new MeasurementError("RUNNER_FAILED", late.message, "Give it more with timeoutS");
  if (exit.code !== 0)
    return new MeasurementError(
      "RUNNER_FAILED",
      exit.signal === null ? `it ended with status ${exit.code}` : `it was ended by ${exit.signal}`,
      "Run the command by hand: what it says of it is above",
    );
  if (work !== undefined) return undefined;
  const why = findings.find(({ severity }) => severity === "invalid");
  return new MeasurementError(
    "RUNNER_FAILED",
    why?.message ?? "its output gives no number",
    why?.remedy ?? "Compare the engine's file with the output",
  );
}

function engineFileOf({ engine, where }: PlanCell, { cwd }: Context): EngineFile {
  if (engine !== undefined) return engineOf(engine, { cwd, home: packageFolder() });
  throw new MeasurementError(
    "CONFIG",
    `${where}: nobody says how the work of its command is read`,
    "Add engine: NAME, or a file of your own (joulemark schema engine)",
  );
}

function batchOf({ name, perBatch }: EngineFile, { values, where }: PlanCell): number {
  const { batch } = values;
  if (batch !== undefined || !perBatch) return Number(batch ?? 1);
  throw new MeasurementError(
    "CONFIG",
    `${where}: the engine ${name} gives the time of one batch, and the cell has no batch`,
    "Add batch: N to it",
  );
}
