import { setTimeout as sleep } from "node:timers/promises";
import { asMeasurementError, type MeasurementError } from "../../core/error.js";
import type { Opened } from "../../core/sink.js";
import { readPosition } from "../../recording/position.js";
import { readRunFile } from "../../recording/run-file.js";
import type { Context } from "../context.js";
import { Feed } from "../feed/feed.js";
import { pointsRunId } from "../hosts/shared-run.js";
import type { SinkWord } from "../open-target.js";
import { counting, type Taken } from "./counting.js";
import type { Log } from "./log.js";
import type { Kept, Spool } from "./spool.js";

const LOOK_MS = 250;
/** Between two attempts where something other than the target itself is in the way, e.g. a full disk. */
const RETRY_MS = 30_000;

/** What an outbox needs. */
export interface OutboxOptions {
  readonly word: SinkWord;
  /** Opened once before anything begins, so that a wrong word is found then. */
  readonly opened: Opened;
  readonly spool: Spool;
  readonly log: Log;
  readonly context: Pick<Context, "clock" | "env">;
  /** What came in so long is sent as one. */
  everyMs(): number;
}

/**
 * Sends the segments of a spool to one sink, the oldest first, each from where it was left: the one that is being written
 * is the last of them. One at a time: what waits costs no memory and no connection.
 */
export class Outbox implements AsyncDisposable {
  readonly taken: Taken = { samples: 0, refused: 0 };
  /** Where it goes, without anything secret. */
  readonly label: string;
  readonly #options: OutboxOptions;
  readonly #stop = new AbortController();
  readonly #sent = new Set<Kept>();
  readonly #done: Promise<void>;
  #opened: Opened | undefined;
  #feed: { readonly of: Kept; readonly feed: Feed } | undefined;
  #halted: MeasurementError | undefined;

  constructor(options: OutboxOptions) {
    this.#options = options;
    this.#opened = options.opened;
    this.label = `${options.word.name} ${options.opened.label}`;
    this.#done = this.#run();
  }

  /** As it stands in the configuration. */
  get word(): string {
    return this.#options.word.text;
  }

  /** Why nothing is sent any more until somebody has done something. */
  get halted(): MeasurementError | undefined {
    return this.#halted;
  }

  /** Goes on after a halt. */
  resume(): void {
    this.#halted = undefined;
  }

  /** Whether the sink has it, or is not concerned by it. */
  isSent(segment: Kept): boolean {
    return this.#sent.has(segment);
  }

  /** Bytes of the spool that it has not sent. */
  get waitingBytes(): number {
    const { spool } = this.#options;
    const current = this.#feed;
    if (this.#options.word.sink.now === true) return 0;
    return spool.segments.reduce((sum, segment) => {
      if (this.#sent.has(segment) || segment.open || segment.damage !== undefined) return sum;
      return sum + Math.max(0, segment.bytes - (current?.of === segment ? sentBytes(current.feed) : 0));
    }, 0);
  }

  /** Stops where it is. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#done;
    await this.#opened?.close?.();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const next = this.#halted === undefined ? this.#next() : undefined;
      if (next === undefined) await this.#wait(LOOK_MS);
      else if (this.#isDone(next)) this.#sent.add(next);
      else await this.#send(next).catch((error: unknown) => this.#failed(asMeasurementError(error)));
    }
  }

  #next(): Kept | undefined {
    const { segments } = this.#options.spool;
    for (const segment of this.#sent) if (!segments.includes(segment)) this.#sent.delete(segment);
    return segments.find((segment) => !this.#sent.has(segment) && segment.damage === undefined);
  }

  /** It may be so from before; and what is over is nothing to a sink that shows what is now. */
  #isDone(segment: Kept): boolean {
    const { word, opened, log } = this.#options;
    if (segment.open) return false;
    if (word.sink.now === true) return true;
    try {
      const { manifest } = readRunFile(segment.folder);
      const to = { sink: word.name, label: opened.label, run: pointsRunId(manifest) };
      return readPosition(segment.folder, to, manifest.probes.length).done;
    } catch (error) {
      const damage = asMeasurementError(error);
      segment.damage = damage.message;
      log.failure(damage, "it is sent to nobody, and left as it is");
      return false;
    }
  }

  /** Sends a segment to its end; throws what keeps it from that. */
  async #send(segment: Kept): Promise<void> {
    if (segment.damage !== undefined) return;
    const { word, log, context } = this.#options;
    const opened = this.#opened ?? (await word.sink.open(word.target, { ...context, log: log.notice }));
    this.#opened = undefined;
    const watched = counting(opened, this.taken, context.clock);
    // who shows what is now does not wait
    const pace = word.sink.now === true ? {} : { everyMs: this.#options.everyMs };
    const feed = new Feed({ folder: segment.folder, sink: word.name, opened: watched, log: log.warning, ...pace });
    this.#feed = { of: segment, feed };
    try {
      while (segment.open && feed.failure === undefined && !this.#stop.signal.aborted) await this.#wait(LOOK_MS);
      if (!segment.open && !this.#stop.signal.aborted) await this.#over(feed);
    } finally {
      this.#feed = undefined;
      await feed[Symbol.asyncDispose]();
      await opened.close?.();
    }
    if (feed.failure !== undefined) throw feed.failure;
    if (!this.#stop.signal.aborted || feed.position.done) this.#sent.add(segment);
  }

  /** Who asks and may not, asks no more: it could lock the account. */
  async #failed(error: MeasurementError): Promise<void> {
    const { log } = this.#options;
    if (error.code === "PERMISSION") {
      this.#halted = error;
      log.error(`${error.message}; nothing is sent there any more, and nothing is lost\n  -> ${haltRemedy(error)}`);
      return;
    }
    log.failure(error, `sending to ${this.label} is tried again in ${RETRY_MS / 1000} s`);
    await this.#wait(RETRY_MS);
  }

  /** Until it has sent all, or is to stop. */
  async #over(feed: Feed): Promise<void> {
    const { signal } = this.#stop;
    const stop = () => void feed[Symbol.asyncDispose]();
    signal.addEventListener("abort", stop);
    await feed.over();
    signal.removeEventListener("abort", stop);
  }

  async #wait(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.#stop.signal }).catch(() => undefined);
  }
}

/** For a service: it goes on by itself. */
const haltRemedy = ({ remedy }: MeasurementError): string =>
  `${remedy.split("; then send what waits")[0]}; then reload the service (SIGHUP), or restart it when its environment changed`;

const sentBytes = ({ position: { events, samples } }: Feed): number => samples.reduce((sum, one) => sum + one, events);
