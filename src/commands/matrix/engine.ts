import type { PlanCell } from "../../config/plan.js";
import type { Clock } from "../../core/clock.js";
import type { MeasurementError } from "../../core/error.js";
import type { MatrixLoad } from "../../core/matrix.js";
import type { Work } from "../../core/recording.js";
import type { SignalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import type { Session } from "../session.js";

/** What setting a cell up needs. */
export interface ReadyOptions {
  readonly clock: Clock;
  /** Aborts at a signal of the user, and when the cell's time is over: nothing of the run may stay behind then. */
  readonly signals: SignalScope;
  /** For what the load and its libraries print. */
  readonly print: (text: string) => unknown;
}

/** One execution of a cell that is set up and waits: idle power is measured while it does. */
export interface ReadyRun extends AsyncDisposable {
  /**
   * Lets it run to its end and records it as execution `index`: executionStarts, marks, loads, executed. Answers with what
   * went wrong; an abort of the signals is no failure of its own. An execution that gave no number has an exit status
   * other than 0 in the recording, and a finding `load-failed` that says why: the recording alone has to tell.
   */
  measure(session: Session, index: number, warmup: boolean): Promise<MeasurementError | undefined>;
}

/** What can run a cell: the native runner, or a command with a parser. Made anew of the plan whenever it is needed. */
export interface Engine {
  /** What it runs, as it stands in the matrix. */
  readonly load: MatrixLoad;
  /** Unit of the work and the window that it is done in, as a recording keeps them. */
  readonly work: Work;
  /** Why it cannot run here, found out without running it; undefined where nothing speaks against it. */
  refusal(): Promise<MeasurementError | undefined>;
  /**
   * Sets one execution up. Undefined when the signals aborted; throws a MeasurementError for what kept it from being
   * ready: UNAVAILABLE where this computer cannot run it, which holds for every block to come.
   */
  ready(options: ReadyOptions): Promise<ReadyRun | undefined>;
}

/** Makes the engine of a cell. Throws CONFIG, with `cell.where`, for what can never run anywhere. */
export type EngineOf = (cell: PlanCell, context: Context) => Engine;
