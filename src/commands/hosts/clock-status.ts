import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { ClockStatus } from "../../core/clock-status.js";
import { isObject } from "../../core/json-shape.js";
import type { Manifest } from "../../core/recording.js";
import { type ClockKeeper, clockKeepers } from "./clock-keepers.js";

/** A keeper that does not answer at once is not waited for: a run is about to begin. */
const PATIENCE_MS = 1500;

/** How well this host's wall clock is known: by the first keeper that follows something, else by the first that is here. */
export async function clockStatus(env: Readonly<Record<string, string | undefined>>): Promise<ClockStatus> {
  const asked = await Promise.all(clockKeepers.map((keeper) => ask(keeper, env)));
  const known = asked.filter((status) => status !== undefined);
  return known.find(({ synchronized }) => synchronized === true) ?? known[0] ?? { source: null, synchronized: null };
}

async function ask(
  { name, command: [file, ...args], read }: ClockKeeper,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ClockStatus | undefined> {
  try {
    const options = { timeout: PATIENCE_MS, env: { ...env, LC_ALL: "C" } };
    const status = read((await promisify(execFile)(file, args, options)).stdout);
    return status && { source: name, ...status };
  } catch {
    return undefined; // not here, or its service does not run
  }
}

/** What a manifest keeps of it; undefined where it was not asked, or cannot be read. */
export function clockStatusIn({ settings }: Pick<Manifest, "settings">): ClockStatus | undefined {
  const stored = settings["clock"];
  if (!isObject(stored)) return undefined;
  const { source, synchronized, withinS } = stored;
  return {
    source: typeof source === "string" ? source : null,
    synchronized: typeof synchronized === "boolean" ? synchronized : null,
    ...(typeof withinS === "number" && withinS >= 0 && { withinS }),
  };
}
