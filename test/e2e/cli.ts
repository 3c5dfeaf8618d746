import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll } from "vitest";
import type { Result } from "../../src/core/result.js";

/** The built program. */
export const CLI = resolve("dist/cli.js");

const folder = mkdtempSync(join(tmpdir(), "joulemark-e2e-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

/** A folder of its own for one test. */
export const scratch = (): string => mkdtempSync(join(folder, "t-"));

/** How a program ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that runs, and its end. */
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** How to start it. */
export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  /** Standard input is left open, for the test to write to. */
  readonly openInput?: boolean;
  /** Words of a program that is given joulemark's own command line, and becomes it. */
  readonly through?: readonly string[];
}

/** Starts the built joulemark with data and configuration folders of its own. */
export function start(
  args: readonly string[],
  { env = {}, cwd = folder, input, openInput, through = [] }: StartOptions = {},
): Running {
  const [program = process.execPath, ...words] = [...through, process.execPath, CLI, ...args];
  const child = spawn(program, words, {
    cwd,
    env: { ...process.env, XDG_DATA_HOME: join(folder, "data"), XDG_CONFIG_HOME: join(folder, "config"), ...env },
    stdio: "pipe",
  });
  let stdout = "";
  let stderr = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.stdin.on("error", () => undefined);
  if (openInput !== true) child.stdin.end(input);
  const ended = new Promise<Ended>((done) =>
    child.on("close", (status, signal) => done({ status, signal, stdout, stderr })),
  );
  return { child, ended };
}

/** Runs the built joulemark to its end. */
export const joulemark = (args: readonly string[], options?: StartOptions): Promise<Ended> =>
  start(args, options).ended;

/** Runs `joulemark run` with a result file and gives the result with it. */
export async function measured(
  options: readonly string[],
  command: readonly string[],
  start: StartOptions = {},
): Promise<Ended & { readonly result: Result }> {
  const file = join(folder, `result-${count++}.json`);
  const ended = await joulemark(["run", ...options, "--json", file, "--", ...command], start);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch {
    throw new Error(`no result; exit ${ended.status}; stderr:\n${ended.stderr}`);
  }
  return { ...ended, result: JSON.parse(text) as Result };
}

/** The recordings below a folder. */
export const recordingsIn = (parent: string): readonly string[] =>
  readdirSync(parent).map((name) => join(parent, name));
