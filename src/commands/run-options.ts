import type { Work } from "../core/recording.js";
import type { RepeatRule } from "../steady/repeats.js";
import type { CalibrationRequest } from "./calibration.js";
import type { AskedEngine } from "./engine-flags.js";
import type { Interleaving } from "./interleaving.js";
import type { OutputFile } from "./write-result.js";

/** Everything `run` can be told, after flags and configuration are merged. */
export interface RunOptions {
  /** Words as given to `--probe`, or the configuration's list; empty means whatever is found. */
  readonly probes: readonly { readonly name: string; readonly settings: Readonly<Record<string, unknown>> }[];
  readonly rate?: number | undefined;
  readonly repeat: number;
  /** The first five, and then as many as this asks for; `repeat` is then those five. */
  readonly target?: RepeatRule | undefined;
  /** The repeats begin at so many places of a part-time sensor's period. */
  readonly shifts?: number | undefined;
  /** Two commands in place of one; `repeat` and `warmup` count the runs of both. */
  readonly ab?: Interleaving | undefined;
  readonly warmup: number;
  readonly cooldownS: number;
  readonly idleS: number;
  /** A short known load before and after, by which the probes' delays are found. */
  readonly syncPulse: boolean;
  readonly work?: Work | undefined;
  readonly workRegex?: string | undefined;
  readonly markRegex?: string | undefined;
  /** How the work of a known program is read. */
  readonly engine?: AskedEngine | undefined;
  /** A command that takes longer is ended. */
  readonly timeoutS?: number | undefined;
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  /** `NAME:TARGET` of each live sink. */
  readonly sinks: readonly string[];
  /** The id that the points of several hosts carry. */
  readonly runId?: string | undefined;
  /** Instruments are looked for below this folder. */
  readonly root: string;
  readonly quiet: boolean;
  /** False keeps the terminal to the command alone while it runs. */
  readonly live: boolean;
  readonly results: readonly OutputFile[];
  /** The report also shows every number's error sources. */
  readonly budget?: boolean | undefined;
  readonly calibration: CalibrationRequest;
  /** Where what was found out of sensors is kept; undefined where it is not to be used. */
  readonly characterizations?: string | undefined;
}
