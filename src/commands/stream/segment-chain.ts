import type { Batch } from "../../core/batch.js";
import { asMeasurementError, MeasurementError } from "../../core/error.js";
import type { Finding } from "../../core/finding.js";
import { type Nanoseconds, secondsBetween } from "../../core/units.js";
import type { Context } from "../context.js";
import type { Instruments } from "../open-instruments.js";
import type { Log } from "./log.js";
import { Segment } from "./segment.js";
import type { Kept, Spool } from "./spool.js";

const PAIR_TICKS = 10;
/** Between two attempts to begin a segment where the last one found no room. */
const RETRY_TICKS = 5;

const ROOM = "Look at the sinks (/health says which wait), or give the spool more room: nothing unsent is ever removed";

/** What of one probe was sampled so far. */
export interface ProbeCount {
  /** Instants. */
  samples: number;
  /** When something of it came last, and when something came last that was no gap. */
  last: Nanoseconds;
  lastValue: Nanoseconds;
  /** The instant of its last sample. */
  upTo?: Nanoseconds;
  readonly silentAfterS: number;
}

/** What a chain of segments is of. */
export interface ChainOptions {
  readonly context: Context;
  readonly spool: Spool;
  readonly log: Log;
  readonly rate?: number | undefined;
  readonly name?: string | undefined;
  /** See `SegmentOptions`. */
  readonly clockStatus?: unknown;
}

/**
 * Segments one after the other. Sampling does not notice where one ends: a batch is in the one or in the next, and in one
 * alone. Where there is no room for a next one, samples are dropped, counted and said, and the next segment says so too.
 */
export class SegmentChain {
  /** Samples that no segment took. */
  dropped = 0;
  readonly #options: ChainOptions;
  #told: Pick<ChainOptions, "rate" | "name" | "clockStatus">;
  #instruments: Instruments | undefined;
  #current: { readonly segment: Segment; readonly kept: Kept; readonly began: Nanoseconds } | undefined;
  #blocked: { readonly why: MeasurementError; readonly since: Nanoseconds; readonly dropped: number } | undefined;
  #ticks = 0;

  constructor(options: ChainOptions) {
    this.#options = options;
    const { rate, name } = options;
    this.#told = { rate, name };
  }

  /** Why nothing is recorded: no room, or an error of the disk. */
  get blocked(): string | undefined {
    return this.#blocked?.why.message;
  }

  /** What holds from the next segment on. */
  told(told: Pick<ChainOptions, "rate" | "name" | "clockStatus">): void {
    this.#told = { ...this.#told, ...told };
  }

  begin(instruments: Instruments): void {
    this.#instruments = instruments;
    this.#open(this.#options.context.clock.now());
  }

  take(batch: Batch): void {
    if (this.#current === undefined) this.dropped += batch.at.length;
    else this.#current.segment.take(batch);
  }

  probeEnded(probe: string, error: MeasurementError): void {
    this.#current?.segment.probeEnded(probe, error);
  }

  /** Every second. `counts` say up to when there are samples. */
  tick(counts: ReadonlyMap<string, Pick<ProbeCount, "upTo">>): void {
    this.#ticks++;
    const current = this.#current;
    if (current === undefined) {
      if (this.#ticks % RETRY_TICKS === 0) this.#open(this.#options.context.clock.now());
      return;
    }
    const { segment } = current;
    segment.flush();
    if (this.#ticks % PAIR_TICKS === 0) segment.pairClocks();
    if (segment.failure !== undefined) this.#broken(segment.failure);
    else if (this.#isDue(current)) this.#rotate(counts);
  }

  /** Ends the last segment. */
  end(): void {
    this.#close();
    this.#instruments = undefined;
  }

  #isDue({ segment, began }: { readonly segment: Segment; readonly began: Nanoseconds }): boolean {
    const { spool, context } = this.#options;
    const { segmentBytes, segmentS } = spool.limits;
    return secondsBetween(began, context.clock.now()) >= segmentS || segment.bytes >= segmentBytes;
  }

  /** In one turn of the event loop, so that no batch comes in between. */
  #rotate(counts: ReadonlyMap<string, Pick<ProbeCount, "upTo">>): void {
    let least = this.#options.context.clock.now();
    for (const { upTo = least } of counts.values()) if (upTo < least) least = upTo;
    this.#close();
    this.#open(least + 1n);
  }

  #open(from: Nanoseconds): void {
    const { context, spool, log } = this.#options;
    if (this.#instruments === undefined) return;
    const lack = spool.makeRoom();
    if (lack !== undefined) {
      this.#block(new MeasurementError("DISK", lack, ROOM));
      return;
    }
    const { probes, granted, findings } = this.#instruments;
    const lost = this.#blocked === undefined ? [] : [this.#lost()];
    try {
      const { clock, version } = context;
      const options = { clock, version, parent: spool.folder, probes, granted, from, ...this.#told };
      const segment = new Segment({ ...options, findings: [...findings, ...lost] });
      this.#current = { segment, kept: spool.begin(segment.folder), began: clock.now() };
      for (const { message } of lost) log.notice(`recording again: ${message}`);
      this.#blocked = undefined;
    } catch (error) {
      this.#block(asMeasurementError(error));
    }
  }

  #close(): void {
    const current = this.#current;
    if (current === undefined) return;
    this.#current = undefined;
    current.segment.finish();
    this.#options.spool.close(current.kept);
  }

  #broken(failure: MeasurementError): void {
    this.#close();
    this.#block(failure);
  }

  /** Said once, however long it lasts. */
  #block(why: MeasurementError): void {
    const { log, context } = this.#options;
    if (this.#blocked !== undefined) return;
    this.#blocked = { why, since: context.clock.now(), dropped: this.dropped };
    log.error(
      `${why.message}; samples are dropped until there is room: nothing that was recorded is lost\n  -> ${why.remedy}`,
    );
  }

  #lost(): Finding {
    const { context } = this.#options;
    const { since = context.clock.now(), dropped = 0 } = this.#blocked ?? {};
    const seconds = secondsBetween(since, context.clock.now()).toFixed(1);
    return {
      code: "spool-full",
      severity: "degraded",
      message: `${this.dropped - dropped} samples of the ${seconds} s before this recording were dropped: ${this.blocked}`,
      remedy: "Give the spool more room (spool.mostMb, or the disk), or look why the sinks took so long",
    };
  }
}
