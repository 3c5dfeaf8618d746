import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import type { Batch, Samples } from "../../core/batch.js";
import type { Clock } from "../../core/clock.js";
import type { Rail } from "../../core/rail.js";
import type { Ending, Manifest } from "../../core/recording.js";

/** Zero of the example recording, beyond the integers a float64 holds. */
export const START = 2n ** 60n;

const rail = (id: string): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "W", scale: 1 }],
  period: 0.001,
  window: { kind: "instantaneous" },
  uncertainty: [],
});

/** A manifest of probes, each with its number of one-column rails. */
export const manifestOf = (probes: Readonly<Record<string, number>>, changes: Partial<Manifest> = {}): Manifest => ({
  schema: "joulemark/recording/v1",
  id: "20261123T101530-abc4",
  command: ["true"],
  startedAt: "2026-11-23T10:15:30.000Z",
  start: START,
  host: { hostname: "h", kernel: "6.1", arch: "x64", cpu: "c", cpus: 2 },
  version: "0.1.0",
  probes: Object.entries(probes).map(([name, rails]) => ({
    name,
    device: "d",
    rails: Array.from({ length: rails }, (_, index) => rail(`r${index}`)),
    totals: [],
    settings: {},
  })),
  settings: {},
  findings: [],
  ...changes,
});

export const ENDING: Ending = {
  end: START + 10_000_000_000n,
  executions: [],
  marks: [],
  findings: [],
  self: { cpuS: 0.1, missedTicks: 0, readMicros: null, latenessMicros: null, granted: {} },
};

/** `ticks` samples 1 ms apart from tick number `from`; column c holds 1000 c + tick. */
export function batchOf(probe: string, from: number, shape: { ticks: number; columns: number }): Batch {
  const ticks = Array.from({ length: shape.ticks }, (_, index) => from + index);
  return {
    probe,
    at: BigInt64Array.from(ticks, (tick) => START + BigInt(tick) * 1_000_000n),
    columns: Array.from({ length: shape.columns }, (_, column) =>
      Float64Array.from(ticks, (tick) => 1000 * column + tick),
    ),
    gaps: [],
  };
}

/** A clock that only moves when told. */
export function manualClock(): Clock & { advance(seconds: number): void } {
  let now = START;
  return {
    now: () => now,
    wall: () => 0,
    until: () => Promise.resolve(),
    advance: (seconds) => {
      now += BigInt(Math.round(seconds * 1e9));
    },
  };
}

/** The samples copied out of their reused buffers: instants, and rows per column. */
export function collect(samples: Iterable<Samples>): { readonly at: number[]; readonly columns: number[][] } {
  const at: number[] = [];
  const columns: number[][] = [];
  for (const chunk of samples) {
    for (let tick = 0; tick < chunk.length; tick++) at.push(chunk.at[tick] ?? Number.NaN);
    for (const [index, column] of chunk.columns.entries()) {
      const into = columns[index] ?? [];
      columns[index] = into;
      for (let tick = 0; tick < chunk.length; tick++) into.push(column[tick] ?? Number.NaN);
    }
  }
  return { at, columns };
}

/** A folder that is gone after the test. */
export function scratch(): string {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-test-"));
  folders.push(folder);
  return folder;
}

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});
