import { join } from "node:path";
import type { Samples } from "../core/batch.js";
import { columnNamesOf } from "../core/condition.js";
import { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import { EVENTS_FILE, type RunFile, type StoredRunFile, samplesFile } from "../core/manifest-json.js";
import type { Mark } from "../core/mark.js";
import { didYouMean } from "../core/nearest.js";
import type { Ending, Execution, Manifest, RecordedEvent } from "../core/recording.js";
import type { Nanoseconds } from "../core/units.js";
import { lastInstant } from "./chunks.js";
import { readEvents, type StoredEvents } from "./events-reader.js";
import { FileWindow } from "./file-window.js";
import { endsEarly, manifestChanged, RECORDING_FAILED } from "./findings.js";
import { type ExecutionStart, executionsIn, marksIn, startsIn } from "./recovered.js";
import { readRunFile } from "./run-file.js";
import { readSamples } from "./samples-reader.js";

/** A recording read back. Samples are read when they are asked for, in memory that does not depend on their number. */
export interface StoredRecording {
  readonly folder: string;
  readonly manifest: Manifest;
  /** Absent when joulemark was killed, or is still recording. */
  readonly ending?: Ending;
  readonly marks: readonly Mark[];
  /** Without an ending, an execution that had begun ends with the last sample. */
  readonly executions: readonly Execution[];
  readonly starts: readonly ExecutionStart[];
  readonly events: readonly RecordedEvent[];
  /**
   * What reading the recording found, besides the findings of manifest and ending. It GROWS while samples are read,
   * because damage is seen only there: look at it when all samples have been read.
   */
  readonly findings: readonly Finding[];
  /** The last sample, in nanoseconds after the start, when samples stopped before the end: killed, or disk full. */
  readonly endsEarlyAtNs?: number;
  /**
   * The samples of a probe, in chunks; buffers are used again for the next chunk. May be called again.
   * Throws UNKNOWN_NAME for a probe that is not in the manifest.
   */
  samples(probe: string): Iterable<Samples>;
}

/** Opens the recording in `folder`. Throws MeasurementError RECORDING when there is none or its manifest is damaged. */
export function openRecording(folder: string): StoredRecording {
  const run = readRunFile(folder);
  const { manifest, ending } = run;
  const stored = readEvents(join(folder, EVENTS_FILE));
  const { events } = stored;
  const last = stoppedEarly(run) ? lastSample(folder, manifest) : undefined;
  const findings = firstFindings(run, stored, last);
  const told = new Set<string>();
  const found = (finding: Finding): void => {
    if (!told.has(finding.message)) findings.push(finding);
    told.add(finding.message);
  };
  return {
    folder,
    manifest,
    ...(ending !== undefined && { ending }),
    marks: ending?.marks ?? marksIn(events),
    executions: ending?.executions ?? executionsIn(events, last ?? manifest.start),
    starts: startsIn(events),
    events,
    findings,
    ...(last !== undefined && { endsEarlyAtNs: Number(last - manifest.start) }),
    samples: (probe) => ({
      [Symbol.iterator]: () =>
        readSamples({ ...sourceOf(folder, manifest, probe), complete: ending !== undefined, found }),
    }),
  };
}

/** The duration in nanoseconds: to the ending, or to the last sample when there is none. */
export function recordedNanos(folder: string, { manifest, ending }: RunFile): number {
  return Number((ending?.end ?? lastSample(folder, manifest)) - manifest.start);
}

const stoppedEarly = ({ ending }: RunFile): boolean =>
  ending === undefined || ending.findings.some(({ code }) => code === RECORDING_FAILED);

function firstFindings(run: StoredRunFile, stored: StoredEvents, last: Nanoseconds | undefined): Finding[] {
  const changed = run.intact ? [] : [manifestChanged(`The manifest of ${run.manifest.id}`)];
  if (run.ending !== undefined || last === undefined) return [...changed, ...stored.findings];
  const told = stored.events.flatMap((event) => (event.type === "finding" ? [event.finding] : []));
  return [...changed, endsEarly(Number(last - run.manifest.start)), ...told, ...stored.findings];
}

function sourceOf(folder: string, { probes, start }: Manifest, name: string) {
  const index = probes.findIndex((probe) => probe.name === name);
  const probe = probes[index];
  if (probe === undefined) {
    const names = probes.map((known) => known.name);
    const message = `There is no probe ${name} in ${folder}${didYouMean(name, names)}`;
    throw new MeasurementError("UNKNOWN_NAME", message, `It has ${names.join(", ") || "none"}`);
  }
  return { probe: name, path: join(folder, samplesFile(index, name)), columns: columnNamesOf(probe).length, start };
}

/** The latest instant of any probe's whole chunks; the start when there is none. */
function lastSample(folder: string, { probes, start }: Manifest): Nanoseconds {
  let last = start;
  for (const [index, { name }] of probes.entries()) {
    const own = lastInstantOf(join(folder, samplesFile(index, name)));
    if (own !== undefined && own > last) last = own;
  }
  return last;
}

function lastInstantOf(path: string): Nanoseconds | undefined {
  try {
    using file = new FileWindow(path);
    return lastInstant(file);
  } catch {
    return undefined; // reading its samples says what is wrong with it
  }
}
