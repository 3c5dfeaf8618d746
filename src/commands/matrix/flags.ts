import { resolve } from "node:path";
import { limits } from "../../config/limits.js";
import { positiveNumber } from "../../config/numbers.js";
import type { PlanOverrides } from "../../config/parse-plan.js";
import { MeasurementError } from "../../core/error.js";
import type { BenchFlags } from "../bench-flags.js";
import type { Context } from "../context.js";
import { flagBeside, flagOf } from "../flag-beside.js";
import { runOptions } from "../run-flags.js";
import { runnerOptions } from "../runner-options.js";
import type { BenchMatrixOptions, MatrixOutput } from "./bench-matrix.js";
import { findMatrix, matricesFolder } from "./find-matrix.js";
import { PLAN_FILE, readHeader } from "./header.js";
import { readPlanText } from "./read-plan.js";

/** Flags of `bench` that are of a matrix. */
export interface MatrixFlags extends BenchFlags {
  readonly resume?: string | true;
  readonly report?: string | true;
}

/** What flags say of a matrix to begin or to go on with. `plan` may be left away with --resume. */
export async function matrixOptions(
  plan: string | undefined,
  flags: MatrixFlags,
  context: Context,
): Promise<BenchMatrixOptions> {
  refuseRunnerFlags(flags);
  if (flags.resume === undefined) {
    if (plan === undefined) throw new TypeError("a matrix needs a plan");
    return { ...(await optionsOf(flags, context)), plan: readPlanText(plan, context.cwd), folder: undefined };
  }
  const folder = matrixFolder(flags.resume, flags, context);
  const header = readHeader(folder);
  // what was said when it began holds, unless it is said anew: then the two are compared
  const said = samplingOf(flags);
  const where = Object.keys(said).length > 0 ? context : { ...context, cwd: header.cwd };
  const begun = await optionsOf({ ...flags, ...header.flags, ...said }, where);
  const text = plan === undefined ? readPlanText(resolve(folder, PLAN_FILE), folder) : readPlanText(plan, context.cwd);
  return { ...begun, ...outputOf(flags), plan: text, folder };
}

/** The folder of the matrix to report. Throws CONFIG for what would measure beside it: nothing is measured then. */
export function reportedMatrix(plan: string | undefined, flags: MatrixFlags, context: Context): string {
  refuseForms(flags);
  const other = plan ?? (flags.resume === undefined ? flagBeside(flags, notSampling) : "--resume");
  if (other === undefined) return matrixFolder(flags.report ?? true, flags, context);
  const remedy = "Leave one of them out: --report shows what was measured, the other measures";
  throw new MeasurementError("CONFIG", `--report does not go with ${other}`, remedy);
}

/** The folder of the matrix that a flag names; the newest without a word. */
const matrixFolder = (word: string | true, flags: MatrixFlags, context: Context): string =>
  findMatrix(parentOf(flags, context), word === true ? undefined : word, context.cwd);

const parentOf = ({ out }: MatrixFlags, { cwd, env }: Context): string =>
  out === undefined ? matricesFolder(env) : resolve(cwd, out);

/** Where flags want the result of a matrix. */
export function outputOf(flags: MatrixFlags): MatrixOutput {
  refuseForms(flags);
  const { json, csv, markdown, latex, html, quiet } = flags;
  const files = Object.entries({ json, csv, markdown, latex, html }).filter(([, path]) => path !== undefined);
  return { ...Object.fromEntries(files), quiet: quiet ?? false };
}

const drawings = "Draw a run of it: joulemark report RECORDING --svg FILE; --html FILE is a page of the matrix";
/** Options of one run's result, and what there is in place of them. */
const ofOneRun: Readonly<Record<string, string>> = {
  budget: "Use --json FILE, which has every number's error sources",
  svg: drawings,
  png: drawings,
  svgWidth: drawings,
  name: "Give the plan a `name`",
};

/** A file that was asked for and is not written would be missed too late. Throws CONFIG. */
function refuseForms(flags: MatrixFlags): void {
  for (const [key, remedy] of Object.entries(ofOneRun))
    if (flags[key] !== undefined) throw new MeasurementError("CONFIG", `${flagOf(key)} is not for a matrix`, remedy);
}

async function optionsOf(flags: MatrixFlags, context: Context): Promise<Omit<BenchMatrixOptions, "plan" | "folder">> {
  const { repeat: _r, cooldown: _c, idle: _i, warmup: _w, seed: _s, ...rest } = flags;
  return {
    options: { ...(await runOptions(rest, context)), results: [] },
    overrides: overridesOf(flags),
    libraries: typeof flags["cudaLibDir"] === "string" ? flags["cudaLibDir"] : undefined,
    flags: samplingOf(flags),
    parent: parentOf(flags, context),
    ...outputOf(flags),
  };
}

const notSampling = new Set([
  "json",
  "csv",
  "markdown",
  "latex",
  "html",
  "paper",
  "budget",
  "quiet",
  "resume",
  "report",
  "out",
  "name",
  "sink",
  "influx",
]);

/** The flags that runs depend on. */
const samplingOf = (flags: MatrixFlags): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(flags).filter(
      ([key, value]) => !notSampling.has(key) && value !== undefined && !(key === "characterization" && value === true),
    ),
  );

function overridesOf(flags: MatrixFlags): PlanOverrides {
  const seconds = { min: 0, max: limits.cooldownS.max };
  const given = {
    repeat: number("--repeat", flags.repeat, limits.repeat),
    seed: number("--seed", typeof flags["seed"] === "string" ? flags["seed"] : undefined, limits.seed),
    durationS: number("--duration", flags.duration, limits.durationS),
    warmupS: number("--warmup", flags.warmup, seconds),
    idleS: number("--idle", flags.idle, seconds),
    cooldownS: number("--cooldown", flags.cooldown, seconds),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

const number = (flag: string, text: string | undefined, allowed: Parameters<typeof positiveNumber>[2]) =>
  text === undefined ? undefined : positiveNumber(flag, text, allowed);

const forBoth = new Set(["--seed", "--cuda-lib-dir"]);

/** What a cell runs is said by the plan; a flag beside it would hold for none of them. */
function refuseRunnerFlags(flags: MatrixFlags): void {
  for (const { flags: text } of runnerOptions) {
    const [long = ""] = text.split(" ");
    const key = long.slice(2).replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
    if (flags[key] === undefined || forBoth.has(long)) continue;
    const remedy = `Say ${key} in the plan, for the cells that it is for; or leave the plan away to measure one cell`;
    throw new MeasurementError("CONFIG", `${long} does not go with a plan`, remedy);
  }
}
