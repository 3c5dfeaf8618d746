import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Batch, Gap } from "../../src/core/batch.js";
import { hostClock } from "../../src/core/clock.js";
import type { Host, OpenProbe } from "../../src/core/probe.js";
import { testHost } from "./test-host.js";

/** A computer for tests: a copy of a tree that holds a double of an instrument's program, in real time. */
export interface TestComputer {
  readonly root: string;
  readonly host: Host;
  /** Writes a file below its root. */
  readonly write: (path: string, text: string) => void;
  /** Puts a shell script in the program's place. */
  readonly replace: (script: string) => void;
  /** How many copies of the program run: what it starts itself is of its process group. */
  readonly running: () => number;
  /** Sends a signal to all of them. */
  readonly signal: (name: string) => void;
}

/** Makes one of `tree`; `program` is the program's path in it. */
export function testComputer(tree: string, program: string): TestComputer {
  const root = mkdtempSync(join(tmpdir(), "computer-"));
  cpSync(tree, root, { recursive: true });
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  return {
    ...{ root, write, host: { ...testHost(root), clock: hostClock } },
    replace: (script) => write(program, `#!/bin/sh\n${script}\n`),
    running: () => groups(root).length,
    signal: (name) => {
      for (const group of groups(root)) execFileSync("kill", [`-${name}`, "--", `-${group}`]);
    },
  };
}

function groups(root: string): readonly string[] {
  const lines = execFileSync("ps", ["-eo", "pgid,args"], { encoding: "utf8" }).split("\n");
  const ours = lines.filter((line) => line.includes(root)).map((line) => line.trim().split(" ")[0] ?? "");
  return [...new Set(ours)].filter((group) => group !== String(process.pid));
}

const PATIENCE_MS = 50_000;

/** Samples until `seen`, however long a busy computer takes for it; `during` is called once there are samples. */
export async function sampleUntil(
  open: OpenProbe,
  seen: (batches: readonly Batch[]) => boolean,
  during: () => void = () => undefined,
): Promise<readonly Batch[]> {
  const stop = new AbortController();
  const batches: Batch[] = [];
  let changed = false;
  for await (const batch of open.batches(AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]))) {
    batches.push(batch);
    if (!changed && samplesOf(batches) > 3) {
      changed = true;
      during();
    }
    if (changed && seen(batches)) stop.abort();
  }
  return batches;
}

/** Samples for a second more after `hang` was called, as when a run ends with a program that hangs. */
export async function sampleUntilHung(open: OpenProbe, hang: () => void): Promise<readonly Batch[]> {
  const stop = new AbortController();
  const batches: Batch[] = [];
  let hung = false;
  for await (const batch of open.batches(stop.signal)) {
    batches.push(batch);
    if (hung || samplesOf(batches) < 4) continue;
    hung = true;
    hang();
    setTimeout(() => stop.abort(), 1000);
  }
  return batches;
}

/** How many samples. */
export const samplesOf = (batches: readonly Batch[]): number => batches.reduce((sum, { at }) => sum + at.length, 0);
/** More than eight. */
export const enough = (batches: readonly Batch[]): boolean => samplesOf(batches) > 8;
/** All gaps. */
export const gapsOf = (batches: readonly Batch[]): readonly Gap[] => batches.flatMap(({ gaps }) => gaps);
/** Whether there is a gap of that reason. */
export const hasGap =
  (reason: string) =>
  (batches: readonly Batch[]): boolean =>
    gapsOf(batches).some((gap) => gap.reason === reason);
/** All values of one column. */
export const valuesOf = (batches: readonly Batch[], column: number): readonly number[] =>
  batches.flatMap(({ columns }) => [...(columns[column] ?? [])]);
