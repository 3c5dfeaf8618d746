import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Batch } from "../../src/core/batch.js";
import type { Rail } from "../../src/core/rail.js";
import type { Manifest, RecordedProbe } from "../../src/core/recording.js";
import { createRecording } from "../../src/recording/writer.js";
import { ManualClock } from "./manual-clock.js";

const START = 77_000_000_000n;

/** A rail of one power column, sampled ten times a second. */
export const powerRail = (id: string): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [{ name: id, quantity: "power", unit: "mW", scale: 1e-3 }],
  period: 0.1,
  window: { kind: "instantaneous" },
  uncertainty: [
    { id: "gain", kind: "gain", of: "power", distribution: "rectangular", size: 0.01, origin: "made up for a test" },
  ],
});

/** A recorded probe of these rails. */
export const recordedProbe = (name: string, rails: readonly Rail[]): RecordedProbe => ({
  name,
  device: "test board",
  rails,
  totals: [],
  settings: {},
});

/** Samples a tenth of a second apart from tick `from` on; the values go to every rail. */
export function powerBatch(probe: RecordedProbe, from: number, values: readonly number[]): Batch {
  const at = BigInt64Array.from(values, (_, i) => START + BigInt(from + i) * 100_000_000n);
  const gaps = values.flatMap((value, i) => {
    const instant = at[i] ?? START;
    return Number.isNaN(value) ? [{ probe: probe.name, from: instant, to: instant, reason: "ENODATA" }] : [];
  });
  return { probe: probe.name, at, columns: probe.rails.map(() => Float64Array.from(values)), gaps };
}

/** Writes a recording as `run` does and returns its folder; batches are flushed one by one, so that each is a chunk. */
export function writeRecording(probes: readonly RecordedProbe[], batches: readonly Batch[]): string {
  const folder = join(mkdtempSync(join(tmpdir(), "recording-")), "run");
  using recording = createRecording(folder, manifestOf(probes), new ManualClock());
  for (const batch of batches) {
    recording.append(batch);
    recording.flush();
  }
  return folder;
}

/** The manifest of a recording of these probes. */
export const manifestOf = (probes: readonly RecordedProbe[]): Manifest => ({
  schema: "joulemark/recording/v1",
  id: "20250101-120000-test",
  command: ["true"],
  startedAt: "2025-01-01T12:00:00.000Z",
  start: START,
  host: { hostname: "h", kernel: "k", arch: "x64", cpu: "c", cpus: 1 },
  version: "0.0.0",
  probes,
  settings: {},
  findings: [
    {
      code: "slow-instrument",
      severity: "note",
      message: "It was slow",
      remedy: "Nothing",
      probe: probes[0]?.name ?? "",
    },
  ],
});
