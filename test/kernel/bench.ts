import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { RailResult, Result, WindowResult } from "../../src/core/result.js";

/** What happens in the bench. */
export interface Scenario {
  /** joulemark's own words, e.g. `run --probe rapl`. */
  readonly args: readonly string[];
  readonly command?: readonly string[];
  /** Files written before joulemark starts. */
  readonly before?: readonly (readonly [path: string, value: string])[];
  /** Files written so many seconds after the command has begun. */
  readonly after?: readonly (readonly [seconds: number, path: string, value: string])[];
  readonly asNobody?: boolean;
}

/** What it came to. */
export interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly result: Result | null;
}

/** The command every scenario measures: it says when it has begun. */
export const lasting = (seconds: number): readonly string[] => ["sh", "-c", `echo scenario begins; exec sleep ${seconds}`];

const SHARED = resolve("../shared/lab/kernel-ina3221.sh");

/** True when the other bench, kept outside the project, is there too. */
export const hasSharedBench = existsSync(SHARED);

/** Runs a scenario in the project's own bench. `options` are those of bench.sh. */
export const inBench = (scenario: Scenario, options: readonly string[] = []): Outcome =>
  play(scenario, (command) => ["test/kernel/bench.sh", ...options, "--", ...command]);

/** Runs a scenario in the bench outside the project. */
export const inSharedBench = (scenario: Scenario, modules = "labrapl"): Outcome =>
  play(scenario, (command) => [SHARED, "-m", modules, "--", ...command]);

function play(scenario: Scenario, bench: (command: readonly string[]) => readonly string[]): Outcome {
  mkdirSync(".bench", { recursive: true });
  const folder = mkdtempSync(".bench/scenario-");
  try {
    const result = join(folder, "outcome.json");
    writeFileSync(join(folder, "scenario.json"), JSON.stringify({ ...scenario, result }));
    const words = bench(["node", "test/kernel/scenario.mjs", join(folder, "scenario.json")]);
    const ended = spawnSync("bash", words, { encoding: "utf8" });
    if (!existsSync(result)) throw new Error(`the bench gave nothing (exit ${ended.status}):\n${ended.stdout}${ended.stderr}`);
    return JSON.parse(readFileSync(result, "utf8")) as Outcome;
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

/** One rail of it. */
export function railOf(outcome: Outcome, id: string): RailResult {
  const { rails } = commandWindow(outcome);
  const rail = rails.find(({ rail: name }) => name === id);
  if (rail === undefined) throw new Error(`no rail ${id} among ${rails.map(({ rail: name }) => name).join(", ")}`);
  return rail;
}

/** The codes of all findings. */
export const codesOf = ({ result }: Outcome): readonly string[] =>
  (result?.quality.findings ?? []).map(({ code }) => code);
