import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { Config, ConfigLayer } from "../config/config.js";
import { type Limits, limits } from "../config/limits.js";
import { loadConfig } from "../config/load.js";
import { positiveNumber } from "../config/numbers.js";
import { MeasurementError } from "../core/error.js";
import type { Work } from "../core/recording.js";
import { recordingsFolder } from "../recording/folder.js";
import type { EngineReading } from "../wrap/engine-reader.js";
import { type AbFlags, abOf } from "./ab-flags.js";
import { type CalibrationFlags, readCalibration } from "./calibration.js";
import { characterizationsFolder } from "./characterize/store.js";
import type { Context } from "./context.js";
import { type EngineFlags, engineReading } from "./engine-flags.js";
import { sharedRunId } from "./hosts/shared-run.js";
import { loadProbe, parseProbeWord } from "./probe-words.js";
import type { RecordOptions } from "./record.js";
import { repeatsOf } from "./repeat-flags.js";
import { type ResultFlags, resultFiles } from "./result-flags.js";
import type { RunOptions } from "./run-options.js";

/** Flags of the measuring verbs, as text. */
export interface SamplingFlags extends ResultFlags, CalibrationFlags {
  readonly probe?: readonly string[];
  readonly sink?: readonly string[];
  readonly influx?: readonly string[];
  readonly runId?: string;
  readonly rate?: string;
  readonly out?: string;
  readonly name?: string;
  readonly sysroot?: string;
  readonly config?: string;
  readonly characterization?: boolean;
  readonly quiet?: boolean;
}

/** Flags of `run`, as text. */
export interface RunFlags extends SamplingFlags, AbFlags, EngineFlags {
  readonly warmup?: string;
  readonly cooldown?: string;
  readonly idle?: string;
  readonly syncPulse?: boolean;
  readonly work?: string;
  readonly unit?: string;
  readonly workRegex?: string;
  readonly markRegex?: string;
  readonly timeout?: string;
  readonly live?: boolean;
}

/** What counts as work when nobody says. */
const DEFAULT_UNIT = "unit";
const DAY_S = 86_400;

/** Flags of `run` over the configuration. Throws CONFIG for numbers that make no sense. */
export async function runOptions(flags: RunFlags, context: Context): Promise<RunOptions> {
  const config = await configFor(flags, context);
  refuseUnitAlone(flags, config);
  const engine = engineReading(flags, context.cwd, { work: flags.work !== undefined || flags.workRegex !== undefined });
  const work = engine === undefined ? workOf(config) : engineWork(engine);
  return {
    ...(await sampling(flags, config, context)),
    ...repeatsOf(flags, config),
    warmup: config.warmup,
    ...abOf(flags, config, context),
    cooldownS: config.cooldownS,
    idleS: config.idleS,
    syncPulse: flags.syncPulse ?? false,
    ...(work !== undefined && { work }),
    workRegex: engine === undefined ? config.work?.regex : undefined,
    markRegex: config.markRegex,
    engine,
    timeoutS: number("--timeout", flags.timeout, { min: 0.001, max: DAY_S }),
    live: flags.live ?? true,
  };
}

/** Flags of `record` over the configuration. */
export async function recordOptions(
  flags: SamplingFlags & { readonly duration?: string },
  context: Context,
): Promise<RecordOptions> {
  const config = await configFor(flags, context);
  return {
    ...(await sampling(flags, config, context)),
    durationS: number("--duration", flags.duration, { min: 0.001, max: 3650 * DAY_S }),
  };
}

async function sampling(flags: SamplingFlags, config: Config, { cwd, env }: Context) {
  return {
    characterizations: flags.characterization === false ? undefined : characterizationsFolder(recordingsFolder(env)),
    probes: config.probes ?? [],
    rate: config.rate,
    out: config.out === undefined ? undefined : resolve(cwd, config.out),
    name: config.name,
    sinks: [...(flags.sink ?? []), ...(flags.influx ?? []).map((url) => `influx:${url}`)],
    runId: sharedRunId(flags.runId),
    root: sysroot(resolve(cwd, flags.sysroot ?? "/")),
    quiet: flags.quiet ?? false,
    results: resultFiles(flags),
    budget: flags.budget,
    calibration: await readCalibration(flags, config.calibration, { cwd }),
  };
}

/** A folder that is not there would look like a computer without instruments. */
export function sysroot(path: string): string {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new MeasurementError(
    "CONFIG",
    `--sysroot: there is no folder ${path}`,
    "Name the folder that holds sys and proc",
  );
}

async function configFor(flags: RunFlags, context: Context): Promise<Config> {
  const { cwd, env, registry, stderr } = context;
  const settingsOf = async (name: string) => (await loadProbe(registry, name)).settings;
  const unreadable = ({ message, remedy }: MeasurementError) => stderr.write(`joulemark: ${message}\n  -> ${remedy}\n`);
  const { values } = await loadConfig({ cwd, env, file: flags.config, flags: layerOf(flags), unreadable, settingsOf });
  return values;
}

/** What the command line says, as the strongest layer of the configuration. */
function layerOf(flags: RunFlags): ConfigLayer {
  const { probe = [], work, unit, workRegex } = flags;
  const said = work !== undefined || unit !== undefined || workRegex !== undefined;
  return {
    rate: number("--rate", flags.rate, limits.rate),
    repeat: number("--repeat", flags.repeat, limits.repeat),
    warmup: number("--warmup", flags.warmup, limits.warmup),
    cooldownS: number("--cooldown", flags.cooldown, limits.cooldownS),
    idleS: number("--idle", flags.idle, limits.idleS),
    out: flags.out,
    name: flags.name,
    markRegex: flags.markRegex,
    work: said ? { count: number("--work", work, limits.workCount), unit, regex: workRegex } : undefined,
    probes: probe.length > 0 ? probe.map((word) => parseProbeWord(word)) : undefined,
  };
}

const number = (flag: string, text: string | undefined, allowed: Limits): number | undefined =>
  text === undefined ? undefined : positiveNumber(flag, text, allowed);

/** In a configuration a unit alone is a default that waits for a count; on the command line it would be ignored. */
function refuseUnitAlone({ unit }: RunFlags, { work }: Config): void {
  if (unit === undefined || work?.count !== undefined || work?.regex !== undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `--unit ${JSON.stringify(unit)} has nothing to count: neither the command line nor the configuration says how much work there is`,
    `Add --work COUNT or --work-regex REGEX, or leave --unit away`,
  );
}

const engineWork = ({ engine: { unit, window } }: EngineReading): Work => ({
  unit,
  ...(window !== undefined && { window: window.name }),
});

/** A unit alone counts nothing; a pattern counts without a number here. */
function workOf({ work }: Config): Work | undefined {
  if (work === undefined || (work.count === undefined && work.regex === undefined)) return undefined;
  return { unit: work.unit ?? DEFAULT_UNIT, ...(work.count !== undefined && { count: work.count }) };
}
