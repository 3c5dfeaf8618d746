import type { CalibrationChoice } from "./calibration-word.js";

/** A probe asked for in a configuration. Its settings are as written: the probe's own schema turns them into values. */
export interface ProbeChoice {
  readonly name: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Where it was written, `file:line:column`; absent for flags. */
  readonly where?: string;
}

/** What is counted as work: a number per execution, or a pattern that finds it in the command's output. */
export interface WorkChoice {
  readonly count?: number | undefined;
  readonly unit?: string | undefined;
  readonly regex?: string | undefined;
}

/** What one layer (built-in, user's file, project's file, flags) says; what it leaves out comes from the layer below. */
export interface ConfigLayer {
  /** Samples a second. */
  readonly rate?: number | undefined;
  readonly repeat?: number | undefined;
  readonly warmup?: number | undefined;
  readonly cooldownS?: number | undefined;
  readonly idleS?: number | undefined;
  readonly out?: string | undefined;
  readonly name?: string | undefined;
  readonly work?: WorkChoice | undefined;
  readonly markRegex?: string | undefined;
  readonly calibration?: readonly CalibrationChoice[] | undefined;
  readonly probes?: readonly ProbeChoice[] | undefined;
}

/** What is known even when nobody says anything. */
interface Defaults {
  readonly repeat: number;
  readonly warmup: number;
  readonly cooldownS: number;
  readonly idleS: number;
}

/** All layers together. */
export type Config = ConfigLayer & Defaults;

/** What holds when nobody says anything. */
export const builtIn: Config = { repeat: 1, warmup: 0, cooldownS: 0, idleS: 0 };

/** Layers from the weakest to the strongest as one. Lists are replaced whole; a probe named again without settings keeps those it had. */
export function mergeLayers(layers: readonly ConfigLayer[]): Config {
  let merged: Config = builtIn;
  for (const layer of layers) {
    const said = Object.fromEntries(Object.entries(layer).filter(([, value]) => value !== undefined));
    const work = mergeWork(merged.work, layer.work);
    const probes = mergeProbes(merged.probes, layer.probes);
    merged = { ...merged, ...said, ...(work && { work }), ...(probes && { probes }) };
  }
  return merged;
}

/** A count and a pattern exclude each other: the stronger layer's wins. */
function mergeWork(below: WorkChoice = {}, above: WorkChoice | undefined): WorkChoice | undefined {
  if (above === undefined) return undefined;
  const unit = above.unit ?? below.unit;
  const counted = above.count !== undefined || above.regex !== undefined ? above : below;
  return { count: counted.count, regex: counted.regex, unit };
}

function mergeProbes(
  below: readonly ProbeChoice[] = [],
  above: readonly ProbeChoice[] | undefined,
): readonly ProbeChoice[] | undefined {
  return above?.map((choice) => {
    if (Object.keys(choice.settings).length > 0) return choice;
    return below.find(({ name }) => name === choice.name) ?? choice;
  });
}
