import type { MeasurementError } from "../../src/core/error.js";
import type { Nanoseconds } from "../../src/core/units.js";
import type { LoadStep } from "./plan.js";

/** The load of a step while it runs. */
export interface RunningLoad {
  /** Resolves when it is over: to nothing after `stop`, to what happened when it ended by itself. Never rejects. */
  readonly ended: Promise<MeasurementError | undefined>;
  /** Ends it, and whatever it started; twice is safe. */
  stop(): Promise<void>;
}

/** Starts the load of a step. Rejects with a MeasurementError when that cannot be. */
export type StartLoad = (step: LoadStep) => Promise<RunningLoad>;

/** A load that is switched on and off at instants, as a pattern wants it. It begins switched off. */
export interface SwitchedLoad extends RunningLoad {
  /** Full, or none. */
  switch(full: boolean): void;
  /** When all of it had followed the last switch; undefined while some has not. */
  followed(): Nanoseconds | undefined;
}
