import { z } from "zod";
import type { Batch } from "../../core/batch.js";
import type { AnyProbe, Detection, Host, OpenProbe } from "../../core/probe.js";
import type { Rail } from "../../core/rail.js";

/** A power rail of one column in watts. */
export const railOf = (id: string): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "W", scale: 1 }],
  period: 0.1,
  window: { kind: "instantaneous" },
  uncertainty: [],
});

/** One sample of one rail. */
export const batchOf = (probe: string, at: bigint, watts: number): Batch => ({
  probe,
  at: BigInt64Array.of(at),
  columns: [Float64Array.of(watts)],
  gaps: [],
});

/** What a fake probe does where it is not to do the usual: be found, open, give one sample and wait for the end. */
export interface Fake {
  readonly use?: AnyProbe["use"];
  readonly supersedes?: readonly string[];
  readonly detect?: () => Promise<Detection>;
  /** Thrown by `open`. */
  readonly refuses?: Error;
  readonly findings?: OpenProbe["findings"];
  /** Told `open NAME` and `close NAME`, each time. */
  readonly log?: string[];
  /** Thrown when it is closed. */
  readonly closeFails?: Error;
  readonly batches?: OpenProbe["batches"];
  readonly mark?: OpenProbe["mark"];
}

/** A probe without an instrument. */
export const fakeProbe = (name: string, fake: Fake = {}): AnyProbe => ({
  name,
  title: `A fake called ${name}`,
  settings: z.strictObject({ key: z.string().default("as it is") }),
  use: fake.use ?? "measured",
  ...(fake.supersedes && { supersedes: fake.supersedes }),
  detect: fake.detect ?? (() => Promise.resolve({ status: "found", what: name })),
  open: () => (fake.refuses === undefined ? Promise.resolve(fakeOpen(name, fake)) : Promise.reject(fake.refuses)),
});

/** The same, open. */
export function fakeOpen(name: string, { log = [], findings = [], batches, closeFails, mark }: Fake = {}): OpenProbe {
  log.push(`open ${name}`);
  return {
    rails: [railOf("r")],
    totals: [],
    findings,
    device: `device of ${name}`,
    ...(mark !== undefined && { mark }),
    batches: batches ?? ((signal) => oneAndWait(name, signal)),
    [Symbol.asyncDispose]: () => {
      log.push(`close ${name}`);
      return closeFails === undefined ? Promise.resolve() : Promise.reject(closeFails);
    },
  };
}

async function* oneAndWait(name: string, signal: AbortSignal): AsyncGenerator<Batch> {
  yield batchOf(name, 1n, 1);
  if (!signal.aborted) await new Promise((done) => signal.addEventListener("abort", done));
}

/** A host that holds nothing. */
export const noHost: Host = {
  root: "/nowhere",
  clock: { now: () => 0n, wall: () => 0, until: () => Promise.resolve() },
  poll: () => {
    throw new Error("nothing is polled here");
  },
};
