import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Result, WindowResult } from "../../../src/core/result.js";
import { type Ended, joulemark, type Running, scratch, start } from "../cli.js";

const FAKE = resolve(import.meta.dirname, "fake-runner.mjs");

/** A runner that behaves as `mode` says, as an executable file. */
export function fakeRunner(mode: string): string {
  const file = join(scratch(), "joulemark-runner");
  writeFileSync(file, `#!/bin/sh\nexec '${process.execPath}' '${FAKE}' ${mode} "$@"\n`);
  chmodSync(file, 0o755);
  return file;
}

/** The runner that was built, if it was. */
export const realRunner = resolve("runner/build/joulemark-runner");
/** Whether it can be executed here. */
export const hasRealRunner = existsSync(realRunner);

const POWER = ["--probe", "simulated:waveform.type=constant,waveform.powerW=20"];

/** A bench that ended, with its result if it left one. */
export interface Benched extends Ended {
  readonly result: Result | undefined;
  /** Where its recordings are. */
  readonly out: string;
}

/** Arguments of a bench under made-up power, its recording in `out`. */
export const benchArgs = (out: string, args: readonly string[]): readonly string[] => [
  ...["bench", "--network", "net", "--backend", "fake", "--out", out, ...POWER, ...args],
];

/** Runs a bench with this runner to its end. */
export async function bench(runner: string, args: readonly string[] = []): Promise<Benched> {
  const out = join(scratch(), "out");
  const file = join(scratch(), "result.json");
  const ended = await joulemark([...benchArgs(out, args), "--json", file], { env: { JOULEMARK_RUNNER: runner } });
  const result = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Result) : undefined;
  return { ...ended, result, out };
}

/** Starts a bench with a runner that behaves as `mode` says. */
export const startBench = (mode: string, out: string, args: readonly string[] = []): Running =>
  start(benchArgs(out, args), { env: { JOULEMARK_RUNNER: fakeRunner(mode) } });

/** The window in which the work was done. */
export function inference({ result, stderr }: Benched): WindowResult {
  const window = result?.windows.find(({ name }) => name === "inference");
  if (window === undefined) throw new Error(`no window of inference; stderr:\n${stderr}`);
  return window;
}

/** Codes of what a result's reader has to know. */
export const codes = ({ result }: Benched): readonly string[] => result?.quality.findings.map(({ code }) => code) ?? [];
