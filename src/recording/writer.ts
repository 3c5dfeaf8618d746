import { existsSync, rmdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Batch } from "../core/batch.js";
import { type Clock, hostClock } from "../core/clock.js";
import { columnNamesOf } from "../core/condition.js";
import { MeasurementError } from "../core/error.js";
import { EVENTS_FILE, MANIFEST_FILE, samplesFile } from "../core/manifest-json.js";
import type { Ending, Manifest, RecordedEvent, RecordedProbe } from "../core/recording.js";
import { NANOS_PER_SECOND } from "../core/units.js";
import { diskError } from "./disk-error.js";
import { EventsFile } from "./events-file.js";
import { recordingFailed } from "./findings.js";
import { makeFolder } from "./make-folder.js";
import { writeRunFile } from "./run-file.js";
import { SamplesFile } from "./samples-file.js";

/** Nothing waits longer than this for the file system, as long as something is appended or `flush` is called. */
const LONGEST_WAIT_NS = NANOS_PER_SECOND;

/**
 * A recording being written. Everything is synchronous: what a call wrote is with the kernel when it returns, so
 * `kill -9` loses at most the second that still waited here. The disk itself is waited for at the end alone: fsync of
 * each chunk would stall the process that also forwards the child's output, for seconds on a busy disk. A loss of
 * power therefore costs what the kernel had not yet written out (30 s by its defaults), and never what came before.
 */
export class RecordingWriter implements Disposable {
  readonly folder: string;
  readonly #manifest: Manifest;
  readonly #clock: Clock;
  readonly #events: EventsFile;
  readonly #samples = new Map<string, SamplesFile>();
  #failure: MeasurementError | undefined;
  #waitingSince: number | undefined;
  #closed = false;

  constructor(folder: string, manifest: Manifest, clock: Clock) {
    this.folder = folder;
    this.#manifest = manifest;
    this.#clock = clock;
    this.#events = new EventsFile(join(folder, EVENTS_FILE));
    try {
      for (const [index, probe] of manifest.probes.entries()) this.#addProbe(index, probe);
      writeRunFile(folder, { manifest }, { durable: false });
    } catch (cause) {
      this.#close();
      for (const { path } of [this.#events, ...this.#samples.values()]) rmSync(path);
      throw cause;
    }
  }

  /** The first disk error. Samples that come after it are dropped; events and the ending are still tried. */
  get failure(): MeasurementError | undefined {
    return this.#failure;
  }

  /** Takes samples and the batch's gaps. Throws INTERNAL for a probe or columns the manifest does not have; never for the disk. */
  append(batch: Batch): void {
    const file = this.#samples.get(batch.probe);
    if (file === undefined)
      throw new MeasurementError(
        "INTERNAL",
        `${batch.probe} is not in the manifest`,
        "This is a fault: please report it",
      );
    if (this.#closed || this.#failure !== undefined) return;
    this.#try(() => {
      file.append(batch);
      for (const gap of batch.gaps) this.#events.addGap(gap);
    });
    this.#flushInTime();
  }

  /** Takes an event. Those a killed recording is understood by are written at once. Never throws. */
  event(event: RecordedEvent): void {
    if (this.#closed) return;
    this.#try(() => this.#events.add(event));
    this.#flushInTime();
  }

  /** Writes everything that waits. Never throws. */
  flush(): void {
    this.#waitingSince = undefined;
    if (this.#closed) return;
    if (this.#failure === undefined) this.#try(() => this.#each((file) => file.flush()));
    this.#try(() => this.#events.flush());
  }

  /** Writes what waits and the ending, to the disk itself, and closes. Never throws: look at `failure`. */
  finish(ending: Ending): void {
    if (this.#closed) return;
    this.flush();
    this.#try(() => this.#each((file) => file.sync()));
    this.#try(() => this.#events.sync());
    this.#close();
    const failed = this.#failure === undefined ? [] : [recordingFailed(this.#failure)];
    const findings = [...ending.findings, ...failed];
    const run = { manifest: this.#manifest, ending: { ...ending, findings } };
    this.#try(() => writeRunFile(this.folder, run, { durable: true }));
  }

  /** Writes what waits and closes; without `finish` the recording stays one without an ending. */
  [Symbol.dispose](): void {
    if (this.#closed) return;
    this.flush();
    this.#close();
  }

  #addProbe(index: number, probe: RecordedProbe): void {
    const path = join(this.folder, samplesFile(index, probe.name));
    this.#samples.set(probe.name, new SamplesFile(path, columnNamesOf(probe).length));
  }

  #flushInTime(): void {
    const now = Number(this.#clock.now());
    this.#waitingSince ??= now;
    if (now - this.#waitingSince >= LONGEST_WAIT_NS) this.flush();
  }

  #try(step: () => void): void {
    try {
      step();
    } catch (cause) {
      if (cause instanceof MeasurementError && cause.code === "INTERNAL") throw cause;
      this.#failure ??= diskError(this.folder, cause);
    }
  }

  #each(step: (file: SamplesFile) => void): void {
    for (const file of this.#samples.values()) step(file);
  }

  #close(): void {
    this.#closed = true;
    this.#each((file) => file[Symbol.dispose]());
    this.#events[Symbol.dispose]();
  }
}

/**
 * Creates the folder and the files of a recording. Throws MeasurementError DISK when that cannot be done, and then
 * leaves nothing behind; a folder that holds a recording already is left as it is.
 */
export function createRecording(folder: string, manifest: Manifest, clock: Clock = hostClock): RecordingWriter {
  const created = makeFolder(folder);
  if (existsSync(join(folder, MANIFEST_FILE)))
    throw new MeasurementError("DISK", `${folder} holds a recording already`, "Choose another folder with --out");
  try {
    return new RecordingWriter(folder, manifest, clock);
  } catch (cause) {
    if (created) rmdirSync(folder);
    throw cause;
  }
}
