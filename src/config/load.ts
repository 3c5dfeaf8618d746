import { homedir } from "node:os";
import { isAbsolute, join, relative, resolve } from "node:path";
import type { MeasurementError } from "../core/error.js";
import { type Config, type ConfigLayer, mergeLayers } from "./config.js";
import { configWords } from "./file-words.js";
import type { SettingsOf } from "./parse-config.js";
import { readText } from "./read-text.js";

/** Where to look for configuration and what is stronger than it. */
export interface LoadOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--config FILE`; in place of `joulemark.yaml` in the working directory. */
  readonly file?: string | undefined;
  /** What the command line says. */
  readonly flags?: ConfigLayer | undefined;
  /** Hears of a file that nobody named, that is there, and that may not be read: the run goes on without it. */
  readonly unreadable: (problem: MeasurementError) => void;
  /** Checks each probe's settings against its own schema while the place in the file is still known. */
  readonly settingsOf?: SettingsOf | undefined;
}

/** The configuration as it holds, and the files it came from, the weakest first. */
export interface LoadedConfig {
  readonly values: Config;
  readonly files: readonly string[];
}

/** Name of a project's configuration. */
export const PROJECT_FILE = "joulemark.yaml";

/** The user's configuration: `$XDG_CONFIG_HOME/joulemark/config.yaml`, else below `~/.config`. */
export function userConfigPath(env: LoadOptions["env"]): string {
  const xdg = env["XDG_CONFIG_HOME"] ?? "";
  // The XDG specification ignores paths that are not absolute.
  const folder = isAbsolute(xdg) ? xdg : join(env["HOME"] ?? homedir(), ".config");
  return join(folder, "joulemark", "config.yaml");
}

/** Built-in values, then the user's file, then the project's, then flags. Throws CONFIG or UNKNOWN_NAME with `file:line:column`. */
export async function loadConfig(options: LoadOptions): Promise<LoadedConfig> {
  const { cwd, env, file, flags = {}, settingsOf, unreadable } = options;
  const optional = { unreadable };
  const project = resolve(cwd, file ?? PROJECT_FILE);
  const candidates = [
    { path: userConfigPath(env), need: optional },
    { path: project, need: file === undefined ? optional : "required" },
  ] as const;
  const files: string[] = [];
  const layers: ConfigLayer[] = [];
  for (const { path, need } of candidates) {
    const shown = shownPath(path, cwd);
    const text = readText(path, { shown, words: configWords }, need);
    if (text === undefined) continue;
    // The YAML and schema libraries are loaded only when there is something to read: they would double the start-up time.
    const { parseConfig } = await import("./parse-config.js");
    layers.push(await parseConfig(text, shown, settingsOf));
    files.push(path);
  }
  return { values: mergeLayers([...layers, flags]), files };
}

/** Relative where that is shorter to read: inside the working directory. */
function shownPath(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith("..") || isAbsolute(short) ? path : short;
}
