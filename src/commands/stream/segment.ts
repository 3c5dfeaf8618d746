import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { NamedProbe } from "../../acquire/open.js";
import { PaceTotal } from "../../acquire/pace-total.js";
import type { Batch } from "../../core/batch.js";
import { type Clock, readClockPair } from "../../core/clock.js";
import type { MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import type { Nanoseconds } from "../../core/units.js";
import { newRunId } from "../../recording/folder.js";
import { isOfPosition } from "../../recording/position.js";
import { createRecording, type RecordingWriter } from "../../recording/writer.js";
import { manifestStart } from "../manifest.js";
import { RejectedTotal } from "../rejected-total.js";

/** What a segment is of. */
export interface SegmentOptions {
  readonly clock: Clock;
  /** The spool. */
  readonly parent: string;
  readonly probes: readonly NamedProbe[];
  readonly granted: Readonly<Record<string, unknown>>;
  /** Before the first of its samples. */
  readonly from: Nanoseconds;
  readonly name?: string | undefined;
  readonly version: string;
  readonly rate?: number | undefined;
  readonly findings: readonly Finding[];
  /** How well this computer's clock is known; undefined where it was not asked. */
  readonly clockStatus?: unknown;
}

/** One recording of a stream: a run like any other, whose command is to sample. */
export class Segment {
  readonly folder: string;
  readonly #recording: RecordingWriter;
  readonly #options: SegmentOptions;
  readonly #pace = new PaceTotal();
  readonly #rejected = new RejectedTotal();
  readonly #findings: Finding[] = [];
  readonly #cpu = process.cpuUsage();

  /** Throws DISK. */
  constructor(options: SegmentOptions) {
    this.#options = options;
    const { clock, parent, probes, from, findings, name, version, rate, clockStatus } = options;
    const wallMs = clock.wall();
    const id = newRunId(wallMs);
    this.folder = join(parent, id);
    const settings = { rate: rate ?? null, stream: true, ...(clockStatus !== undefined && { clock: clockStatus }) };
    this.#recording = createRecording(this.folder, {
      schema: "joulemark/recording/v1",
      ...manifestStart({ id, name, command: [], wallMs, version, settings, findings }),
      start: from,
      probes: probes.map(({ name: probe, settings: own, open: { device, rails, totals, conditions = [] } }) => ({
        name: probe,
        device,
        rails,
        totals,
        ...(conditions.length > 0 && { conditions }),
        settings: own,
      })),
    });
    this.pairClocks();
    this.#recording.event({ type: "execution-start", index: 0, warmup: false, at: from, within: 0 });
  }

  /** Why nothing more can be written to it. */
  get failure(): MeasurementError | undefined {
    return this.#recording.failure;
  }

  /** What its files come to. */
  get bytes(): number {
    return bytesIn(this.folder);
  }

  take(batch: Batch): void {
    this.#recording.append(batch);
    if (batch.pace !== undefined) this.#pace.add(batch.pace);
    if (batch.rejected !== undefined) this.#rejected.add(batch.probe, batch.rejected);
  }

  probeEnded(probe: string, { code, message, remedy }: MeasurementError): void {
    this.#recording.event({ type: "ended", probe, at: this.#options.clock.now(), code, message });
    this.finding({ code: "probe-died", severity: "degraded", message: `${probe}: ${message}`, remedy, probe });
  }

  finding(finding: Finding): void {
    this.#findings.push(finding);
    this.#recording.event({ type: "finding", finding });
  }

  flush(): void {
    this.#recording.flush();
  }

  pairClocks(): void {
    this.#recording.event({ type: "clock", pair: readClockPair(this.#options.clock) });
  }

  /** Ends it; every sample that it will ever have is in it. */
  finish(): void {
    const { clock, from, granted } = this.#options;
    for (const finding of this.#rejected.findings()) this.finding(finding);
    this.pairClocks();
    const end = clock.now();
    const exit = { code: 0, signal: null };
    const execution = { index: 0, warmup: false, exit, from, to: end, fromWithin: 0, toWithin: 0 };
    this.#recording.event({ type: "execution", execution });
    const { user, system } = process.cpuUsage(this.#cpu);
    const { missed: missedTicks, readMicros, latenessMicros } = this.#pace;
    const self = { cpuS: (user + system) / 1e6, missedTicks, readMicros, latenessMicros, granted };
    this.#recording.finish({ end, executions: [execution], marks: [], findings: this.#findings, self });
  }
}

/** The size of a recording's files, without what stands beside it because it was sent; those that go away meanwhile have none. */
export function bytesIn(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder))
    if (!isOfPosition(name)) bytes += statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0;
  return bytes;
}
