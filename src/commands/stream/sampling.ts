import { type Acquisition, acquire } from "../../acquire/acquire.js";
import type { Batch } from "../../core/batch.js";
import { asMeasurementError, MeasurementError } from "../../core/error.js";
import { type Nanoseconds, nanoseconds, secondsBetween } from "../../core/units.js";
import type { Context } from "../context.js";
import { type Asked, isThere, type Missing, openWhatIsThere, type StreamInstruments } from "./instruments.js";
import type { Log } from "./log.js";
import { type ProbeCount, SegmentChain } from "./segment-chain.js";
import type { Spool } from "./spool.js";

/** Between two looks for an instrument that is not there. */
const LOOK_S = 30;
/** Streams end within a period; programs that are read are killed well before. */
const LAST_SAMPLE_S = 5;
/** How well the clock is known goes into every segment, and is not older than so many seconds then. */
const CLOCK_TICKS = 600;
/** A probe that gives nothing for so long, or so many of its periods, hangs. */
const SILENT_S = 30;
const SILENT_PERIODS = 20;

/** What sampling for days needs. */
export interface SamplingOptions {
  readonly context: Context;
  readonly spool: Spool;
  readonly log: Log;
  readonly name?: string | undefined;
  /** Asks how well this computer's clock is known. */
  clockStatus?(): Promise<unknown>;
}

/** Instruments that are read for days: those that go away are looked for until they are back. */
export class Sampling {
  readonly counts = new Map<string, ProbeCount>();
  readonly chain: SegmentChain;
  missedTicks = 0;
  readonly #options: SamplingOptions;
  #asked: Asked;
  #instruments: StreamInstruments = { open: undefined, requests: [], missing: [] };
  #acquisition: Acquisition | undefined;
  #stop = new AbortController();
  #missing: readonly Missing[] = [];
  #lookAt: Nanoseconds = 0n;
  #busy = false;
  #ticks = 0;

  constructor(asked: Asked, options: SamplingOptions) {
    this.#asked = asked;
    this.#options = options;
    this.chain = new SegmentChain({ ...options, rate: asked.rate });
  }

  /** What was asked for and is not there. */
  get missing(): readonly Missing[] {
    return this.#missing;
  }

  /** Probes that are read, and have given nothing for too long. */
  get silent(): readonly string[] {
    return this.#overdue(({ last }) => last);
  }

  /** Probes that have given nothing but gaps for too long. */
  get blind(): readonly string[] {
    const silent = this.silent;
    return this.#overdue(({ lastValue }) => lastValue).filter((name) => !silent.includes(name));
  }

  #overdue(since: (count: ProbeCount) => Nanoseconds): readonly string[] {
    const now = this.#options.context.clock.now();
    return [...(this.#acquisition?.running ?? [])].filter((name) => {
      const count = this.counts.get(name);
      return count !== undefined && secondsBetween(since(count), now) > count.silentAfterS;
    });
  }

  /** Opens what is there and begins. Throws what no waiting helps against. */
  async start(): Promise<void> {
    const { context, log } = this.#options;
    this.#instruments = await openWhatIsThere(this.#asked, context);
    const { open, missing } = this.#instruments;
    this.#missing = missing;
    this.#lookAt = context.clock.now() + nanoseconds(LOOK_S);
    for (const { error } of missing) log.failure(error, `it is looked for every ${LOOK_S} s`);
    this.counts.clear();
    if (open === undefined) return;
    const now = context.clock.now();
    for (const { name, open: probe } of open.probes) {
      const slowest = Math.max(0, ...probe.rails.map(({ period }) => period));
      const silentAfterS = Math.max(SILENT_S, SILENT_PERIODS * slowest);
      this.counts.set(name, { samples: 0, last: now, lastValue: now, silentAfterS });
    }
    for (const { message, remedy, severity, probe } of open.findings)
      log[severity === "note" ? "info" : "warning"](`${probe ?? "instruments"}: ${message}\n  -> ${remedy}`);
    await this.#askClock();
    this.chain.begin(open);
    this.#stop = new AbortController();
    this.#acquisition = acquire(
      open.probes,
      { batch: (batch) => this.#take(batch), ended: (probe, error) => this.#ended(probe, error) },
      this.#stop.signal,
    );
  }

  /** Every second: what there is to write, to rotate, to look for. */
  tick(): void {
    this.chain.tick(this.counts);
    if (++this.#ticks % CLOCK_TICKS === 0) void this.#askClock();
    const now = this.#options.context.clock.now();
    if (this.#missing.length === 0 || this.#busy || now < this.#lookAt) return;
    this.#lookAt = now + nanoseconds(LOOK_S);
    void this.#exclusively(() => this.#lookForMissing());
  }

  /** Stops, and begins with what is asked for now. */
  async restart(asked: Asked, name: string | undefined): Promise<void> {
    await this.#exclusively(async () => {
      this.#asked = asked;
      this.chain.told({ rate: asked.rate, name });
      await this.#again();
    });
  }

  /** Stops; the last segment is whole. */
  async stop(): Promise<void> {
    this.#stop.abort();
    const { context } = this.#options;
    const over = new AbortController();
    void this.#acquisition?.finished.then(() => over.abort());
    if (this.#acquisition !== undefined)
      await context.clock.until(context.clock.now() + nanoseconds(LAST_SAMPLE_S), over.signal);
    this.#acquisition = undefined;
    this.chain.end();
    await this.#instruments.open?.[Symbol.asyncDispose]();
    this.#instruments = { open: undefined, requests: [], missing: [] };
  }

  async #askClock(): Promise<void> {
    this.chain.told({ clockStatus: await this.#options.clockStatus?.() });
  }

  async #again(): Promise<void> {
    await this.stop();
    await this.start();
  }

  async #lookForMissing(): Promise<void> {
    const { context, log } = this.#options;
    for (const { request } of this.#missing)
      if (await isThere(this.#asked, request, context)) {
        log.notice(`${request?.name ?? "an instrument"} is there: sampling begins anew with it`);
        await this.#again();
        return;
      }
  }

  /** One thing at a time; what fails is said, and sampling goes on with what it has. */
  async #exclusively(step: () => Promise<void>): Promise<void> {
    while (this.#busy) await this.#options.context.clock.until(this.#options.context.clock.now() + 100_000_000n);
    this.#busy = true;
    try {
      await step();
    } catch (error) {
      this.#options.log.failure(asMeasurementError(error), "instruments are not opened");
    } finally {
      this.#busy = false;
    }
  }

  #take(batch: Batch): void {
    const count = this.counts.get(batch.probe);
    if (count !== undefined) {
      count.samples += batch.at.length;
      count.last = this.#options.context.clock.now();
      const upTo = batch.at.at(-1);
      if (upTo !== undefined) count.upTo = upTo;
      if (batch.columns.some((column) => Number.isFinite(column.at(-1)))) count.lastValue = count.last;
    }
    this.missedTicks += batch.pace?.missed ?? 0;
    this.chain.take(batch);
  }

  #ended(probe: string, failure: MeasurementError | undefined): void {
    if (this.#stop.signal.aborted) return;
    const error = failure ?? ranOut(probe);
    const index = this.#instruments.open?.probes.findIndex(({ name }) => name === probe) ?? -1;
    this.#missing = [...this.#missing, { request: this.#instruments.requests[index], error }];
    this.#lookAt = this.#options.context.clock.now() + nanoseconds(LOOK_S);
    this.chain.probeEnded(probe, error);
    this.#options.log.failure(error, `${probe} gives no more samples, and is looked for every ${LOOK_S} s`);
  }
}

const ranOut = (probe: string) =>
  new MeasurementError("PROBE_DIED", `${probe} came to its end`, "Nothing to do where it plays back a recording");
