import { spawnSync } from "node:child_process";
import type { TestProject } from "vitest/node";

const RUNNER = "runner/build/joulemark-runner";
const UNAVAILABLE = 69;

/** Why something is not to be had here, or "" where it is. */
export interface Missing {
  readonly runner: string;
  readonly onednn: string;
  readonly valgrind: string;
}

declare module "vitest" {
  /** What the tests of the runner are told. */
  export interface ProvidedContext {
    readonly missing: Missing;
  }
}

/** Builds the runner twice, for use and instrumented; tests of what cannot be had here are skipped and say why. */
export default function setup(project: TestProject): void {
  const runner = build("--strict") || build("--strict", "--sanitize");
  const onednn = runner || missingOnednn();
  const valgrind = spawnSync("valgrind", ["--version"]).status === 0 ? "" : "valgrind is not installed";
  const missing = { runner, onednn, valgrind };
  for (const reason of new Set(Object.values(missing)))
    if (reason !== "") process.stderr.write(`skipped: tests of the runner: ${reason}\n`);
  project.provide("missing", missing);
}

function build(...options: readonly string[]): string {
  const { status, stderr } = spawnSync("node", ["scripts/build-runner.mjs", ...options], { encoding: "utf8" });
  if (status === 0) return "";
  if (status === UNAVAILABLE) return stderr.split("\n")[0]?.replace(/^joulemark: /, "") ?? "";
  throw new Error(`the runner does not build:\n${stderr}`);
}

function missingOnednn(): string {
  const { stdout } = spawnSync(RUNNER, ["info"], { encoding: "utf8" });
  const { backends } = JSON.parse(stdout) as { backends: { backend: string; available: boolean; detail?: string }[] };
  const onednn = backends.find(({ backend }) => backend === "onednn");
  return onednn?.available ? "" : (onednn?.detail ?? "no oneDNN");
}
