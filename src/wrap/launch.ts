import type { Readable } from "node:stream";
import type { Clock } from "../core/clock.js";
import type { Exit } from "../core/recording.js";
import { type Nanoseconds, type Seconds, secondsBetween } from "../core/units.js";
import { commandError } from "./command.js";

/** A command that runs. */
export interface Launched {
  readonly pid: number;
  /** The middle of the stamps before and after the spawn, and half their distance. */
  readonly from: Nanoseconds;
  readonly fromWithin: Seconds;
  readonly ended: Promise<{ readonly exit: Exit; readonly at: Nanoseconds }>;
  /** Its output when it is piped through us; else it has ours. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

/** How to start it. */
export interface LaunchOptions {
  readonly clock: Clock;
  /** Over our own environment; undefined takes a variable out of it. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** In a session and a process group of its own. */
  readonly detached: boolean;
  /** Its output goes through us. */
  readonly piped: boolean;
}

/**
 * Node makes its ends of a pipe non-blocking when they are first used, and so the command's, which share them: it would
 * lose output to a slow reader. A spawn makes them blocking again for good, hence first use comes before it.
 */
const useOutputs = () => [process.stdout, process.stderr];

/** Loads what starting needs; the first time costs tens of milliseconds, so call it before the window. */
export const loadLauncher = () => import("execa");

/** Starts a command, no shell between, every argument as it is. COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE when it cannot. */
export async function launch(command: readonly string[], options: LaunchOptions): Promise<Launched> {
  const { execa } = await loadLauncher();
  const { clock, env, detached, piped } = options;
  const [file = "", ...args] = command;
  const output = piped ? "pipe" : "inherit";
  useOutputs();
  const before = clock.now();
  const child = execa(file, args, {
    stdin: "inherit",
    stdout: output,
    stderr: output,
    env,
    detached,
    reject: false,
    buffer: false,
    cleanup: false, // ends the child with us, and catches signals for it: both are ours to decide
  });
  const after = clock.now();
  if (child.pid === undefined) throw commandError(file, (await child).cause);
  const ended: Launched["ended"] = new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve({ at: clock.now(), exit: { code, signal } }));
  });
  return {
    pid: child.pid,
    from: (before + after) / 2n,
    fromWithin: secondsBetween(before, after) / 2,
    ended,
    stdout: child.stdout,
    stderr: child.stderr,
  };
}
