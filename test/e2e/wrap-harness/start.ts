import { type ChildProcess, type SpawnOptions, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { exitCodes } from "../../../src/core/error.js";
import type { Finding } from "../../../src/core/finding.js";
import type { Exit } from "../../../src/core/recording.js";
import { membersOf, sendToAll } from "../../../src/wrap/family.js";

const harness = fileURLToPath(new URL("harness.ts", import.meta.url));
const node = [process.execPath, "--import", "tsx", harness];

/** Where a harness leaves its result; unset before it has. */
export interface HarnessResult {
  readonly exit: Exit;
  readonly from: string;
  readonly to: string;
  readonly findings: readonly Finding[];
  readonly interruptedBy?: string;
  readonly ownSession: boolean;
  readonly marks: readonly { kind: string; name: string; at: string; within: number; source: string }[];
  readonly markFindings: readonly Finding[];
  readonly path: string;
}

/** A harness that runs, in a folder of its own. */
export interface Started {
  readonly process: ChildProcess;
  readonly folder: string;
  /** Resolves with the exit status, or the signal that ended the harness. */
  readonly ended: Promise<number | string>;
  readonly stdout: () => Buffer;
  readonly result: () => HarnessResult;
  /** Processes that still belong to the run. */
  readonly left: () => string[];
  readonly clear: () => void;
}

/** How to run it. */
export interface How extends SpawnOptions {
  /** In a terminal of its own. */
  readonly pty?: boolean;
  readonly markRegex?: string;
  /** The harness writes to its stderr while the command runs. */
  readonly talks?: boolean;
}

/** Starts a harness; `$FOLDER` in its environment is a folder that the test may use. */
export function start(command: readonly string[], how: How = {}): Started {
  const { pty = false, markRegex, talks, ...options } = how;
  const folder = mkdtempSync(join(tmpdir(), "wrap-"));
  const runId = folder.slice(-6);
  const settings = JSON.stringify({ result: join(folder, "result.json"), runId, markRegex, talks });
  const words = [...node, settings, ...command];
  // exec: whatever shell script(1) takes, none stays between, to be ended by the Ctrl-C before the command is.
  const line = `exec ${words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ")}`;
  const [file = "", ...args] = pty ? ["script", "-qec", line, "/dev/null"] : words;
  // A session of its own, so that no test depends on the terminal of whoever runs it.
  const child = spawn(file, args, { detached: true, env: { ...process.env, FOLDER: folder }, ...options });
  const chunks: Buffer[] = [];
  child.stdout?.on("data", (chunk: Buffer) => chunks.push(chunk));
  const family = { runId, child: -1, detached: false };
  return {
    process: child,
    folder,
    ended: new Promise((resolve, reject) =>
      child.once("close", (code, signal) => {
        if (code === exitCodes.INTERNAL) reject(new Error(`harness: ${child.stderr?.read() ?? Buffer.concat(chunks)}`));
        else resolve(code ?? signal ?? "lost");
      }),
    ),
    stdout: () => Buffer.concat(chunks),
    result: () => JSON.parse(readFileSync(join(folder, "result.json"), "utf8")),
    left: () => membersOf(family).map(({ name }) => name),
    clear: () => {
      sendToAll(family, "SIGKILL");
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Waits until `true`; fails after ten seconds. */
export async function until(condition: () => boolean, what: string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`waited ten seconds in vain for ${what}`);
}

/** Waits for a file that the command makes in its folder. */
export const untilFile = ({ folder }: Started, name: string) => until(() => existsSync(join(folder, name)), name);

/** What a file of the command holds. */
export const textOf = ({ folder }: Started, name: string) => readFileSync(join(folder, name), "utf8");

/** Whether util-linux's script is here, which gives a command a terminal. */
export const hasPty = spawnSync("script", ["--version"]).status === 0;
