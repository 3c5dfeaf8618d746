import { positiveNumber } from "../config/numbers.js";
import { MeasurementError } from "../core/error.js";
import type { BenchOptions } from "./bench.js";
import type { Context } from "./context.js";
import { runOptions, type SamplingFlags } from "./run-flags.js";
import { type RunnerOption, runnerOptions, runnerTimes } from "./runner-options.js";

/** Flags of `bench`: those of sampling, and the runner's as text. */
export interface BenchFlags extends SamplingFlags {
  readonly repeat?: string;
  readonly cooldown?: string;
  readonly idle?: string;
  readonly duration?: string;
  readonly warmup?: string;
  readonly latex?: string;
  /** The published tables, and nothing measured. */
  readonly paper?: boolean;
  readonly [option: string]: unknown;
}

const DAY_S = 86_400;
const DEFAULT_DURATION_S = 10;
const DEFAULT_WARMUP_S = 1;

/** Flags over the configuration, of which work and warm-up executions are of commands and do not count here. */
export async function benchOptions(flags: BenchFlags, context: Context): Promise<BenchOptions> {
  if (flags.latex !== undefined) throw notOneCell("--latex");
  const durationS = seconds("--duration", flags.duration, { min: 0.001, max: DAY_S }) ?? DEFAULT_DURATION_S;
  const warmupS = seconds("--warmup", flags.warmup, { min: 0, max: DAY_S }) ?? DEFAULT_WARMUP_S;
  const load = runnerOptions.flatMap((option) => wordsOf(option, flags));
  for (const needed of ["--network", "--backend"]) if (!load.includes(needed)) throw missing(needed);
  const { warmup: _executions, batch: _images, ...rest } = flags;
  const options = await runOptions(rest, context);
  return { ...options, warmup: 0, args: [...load, ...runnerTimes({ durationS, warmupS })] };
}

const seconds = (flag: string, text: string | undefined, allowed: { readonly min: number; readonly max: number }) =>
  text === undefined ? undefined : positiveNumber(flag, text, allowed);

/** The option as the runner takes it, if it was given. */
function wordsOf({ flags: text }: RunnerOption, flags: BenchFlags): readonly string[] {
  const [long = ""] = text.split(" ");
  const value = flags[long.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())];
  if (value === true) return [long];
  return typeof value === "string" ? [long, value] : [];
}

const missing = (flag: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${flag} is missing`,
    `Add ${flag} NAME (\`joulemark runner info\` lists the names), or name a plan: joulemark bench quick.yaml`,
  );

const notOneCell = (flag: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `${flag} is of a matrix and of --paper, not of one cell`,
    "Give a plan, as in `joulemark bench quick.yaml`, or use --markdown, --csv or --json",
  );
