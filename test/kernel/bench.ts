import { type ExecFileException, execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RailResult, Result, WindowResult } from "../../src/core/result.js";

/** A value written to a file of the kernel. */
export type Setting = readonly [path: string, value: string];

/** What happens in the bench. */
export interface Scenario {
  /** joulemark's own words, e.g. `run --probe rapl`. */
  readonly args: readonly string[];
  readonly command?: readonly string[];
  /** Files written before joulemark starts. */
  readonly before?: readonly Setting[];
  /** Files written so many seconds after the command has begun. */
  readonly after?: readonly (readonly [seconds: number, ...Setting])[];
  /** Files written when joulemark has ended, for the sake of the scenarios that follow. */
  readonly afterwards?: readonly Setting[];
  readonly asNobody?: boolean;
}

/** What it came to. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Result | null;
}

/** Scenarios played one after another on one machine, by name. */
export type Scenarios<Name extends string> = Readonly<Record<Name, Scenario>>;

/** Their outcomes, by the same names. */
export type Outcomes<Name extends string> = Readonly<Record<Name, Outcome>>;

/** The command every scenario measures: it says when it has begun. */
export const lasting = (seconds: number, exitCode = 0): readonly string[] => [
  "sh",
  "-c",
  `echo scenario begins; sleep ${seconds}; exit ${exitCode}`,
];

/** Calls `make` once, when first asked: a machine boots within a test, not while tests are being collected. */
export function once<Value extends object>(make: () => Value): () => Value {
  let made: Value | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const SHARED = resolve("../shared/lab/kernel-ina3221.sh");

/** True when the other bench, kept outside the project, is there too. */
export const hasSharedBench = existsSync(SHARED);

/** Plays scenarios in the project's own bench. `options` are those of bench.sh. */
export const inBench = <Name extends string>(
  scenarios: Scenarios<Name>,
  options: readonly string[] = [],
): Promise<Outcomes<Name>> => play(scenarios, (command) => ["test/kernel/bench.sh", ...options, "--", ...command]);

/** Plays scenarios in the bench outside the project. */
export const inSharedBench = <Name extends string>(
  scenarios: Scenarios<Name>,
  modules = "labrapl",
): Promise<Outcomes<Name>> => play(scenarios, (command) => [SHARED, "-m", modules, "--", ...command]);

function play<Name extends string>(
  scenarios: Scenarios<Name>,
  bench: (command: readonly string[]) => readonly string[],
): Promise<Outcomes<Name>> {
  return inFolder(async (folder) => {
    const [file, result] = [join(folder, "scenarios.json"), join(folder, "outcomes.json")];
    writeFileSync(file, JSON.stringify({ scenarios, result }));
    const said = await runBench(bench(["node", "test/kernel/scenario.mjs", file]));
    if (!existsSync(result)) throw new Error(`the bench gave nothing: ${said}`);
    return JSON.parse(readFileSync(result, "utf8")) as Outcomes<Name>;
  });
}

/** Runs a bench's script to its end, whatever that is; what it said, with its exit code. */
export const runBench = (words: readonly string[]): Promise<string> =>
  new Promise((resolve) => {
    execFile("bash", [...words], { maxBuffer: 2 ** 26 }, (error: ExecFileException | null, stdout, stderr) =>
      resolve(`exit ${error?.code ?? 0}\n${stdout}${stderr}`),
    );
  });

/** Hands a folder to `use` that both sides of a bench see, and removes it. */
export async function inFolder<Value>(use: (folder: string) => Promise<Value>): Promise<Value> {
  mkdirSync(".bench", { recursive: true });
  const folder = mkdtempSync(".bench/scenario-");
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The window of the command itself. */
export function commandWindow({ result, stderr }: Outcome): WindowResult {
  const window = result?.windows[0];
  if (window === undefined) throw new Error(`no window; joulemark said:\n${stderr}`);
  return window;
}

/** The rails in it, by name. */
export const railsOf = (outcome: Outcome): readonly string[] => commandWindow(outcome).rails.map(({ rail }) => rail);

/** One rail of it. */
export function railOf(outcome: Outcome, id: string): RailResult {
  const rail = commandWindow(outcome).rails.find(({ rail }) => rail === id);
  if (rail === undefined) throw new Error(`no rail ${id} among ${railsOf(outcome).join(", ")}`);
  return rail;
}

/** The codes of all findings. */
export const codesOf = ({ result }: Outcome): readonly string[] =>
  (result?.quality.findings ?? []).map(({ code }) => code);

/** What is said about the gaps of one rail. */
export const gapsOf = ({ result }: Outcome, id: string): readonly string[] =>
  (result?.quality.findings ?? [])
    .filter(({ code, rail }) => code === "gap" && rail === id)
    .map(({ message }) => message);
