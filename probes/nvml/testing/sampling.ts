import { execFileSync } from "node:child_process";
import type { Batch } from "../../../src/core/batch.js";
import { hostClock } from "../../../src/core/clock.js";
import type { OpenProbe, OpenRequest } from "../../../src/core/probe.js";
import { testHost } from "../../shared/test-host.js";
import { samplesOf } from "../../shared/test-program.js";
import probe from "../probe.js";
import { plantDouble } from "./double.js";

/** A computer with the double of the library, told these lines; its misuse is for the test to look at. */
export function computer(...lines: readonly string[]) {
  const double = plantDouble(...lines);
  return { ...double, host: { ...testHost(double.root), clock: hostClock } };
}

/** The probe open on it. */
export const openOn = (
  { host }: ReturnType<typeof computer>,
  settings: unknown = {},
  request: OpenRequest = {},
): Promise<OpenProbe> => probe.open(probe.settings.parse(settings), host, request);

const PATIENCE_MS = 50_000;

/** Samples until `seen`; `during` is called once there are samples. */
export async function sampleUntil(
  open: OpenProbe,
  seen: (batches: readonly Batch[]) => boolean,
  during: () => void = () => undefined,
): Promise<readonly Batch[]> {
  const stop = new AbortController();
  const batches: Batch[] = [];
  let changed = false;
  const signal = AbortSignal.any([stop.signal, AbortSignal.timeout(PATIENCE_MS)]);
  for await (const batch of open.batches(signal)) {
    batches.push(batch);
    if (!changed && samplesOf(batches) > 0) during();
    changed = true;
    if (seen(batches)) stop.abort();
  }
  return batches;
}

/** Whether there are any. */
export const some = (batches: readonly Batch[]): boolean => samplesOf(batches) > 0;
/** Every instant. */
export const instantsOf = (batches: readonly Batch[]): readonly bigint[] => batches.flatMap(({ at }) => [...at]);

/** Whether a program with the tree's library is left. */
export const left = (root: string): boolean => execFileSync("ps", ["-eo", "args"], { encoding: "utf8" }).includes(root);
/** Signals the program that samples: only it has a plan among its arguments. */
export const signalReader = (root: string, signal: string): void => {
  execFileSync("pkill", [signal, "-f", `${root}.*sources`]);
};
