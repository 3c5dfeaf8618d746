import { setTimeout as sleep } from "node:timers/promises";
import type { Batch } from "../core/batch.js";
import { asMeasurementError, MeasurementError } from "../core/error.js";
import type { Rail } from "../core/rail.js";
import type { OpenSink } from "../core/sink.js";

/** How many batches may wait for a slow sink; at four batches a second this is about four minutes. */
const CAPACITY = 1000;
/** How long the end of a run waits for a sink that hangs. */
const PATIENCE_MS = 5000;

/** Stands between sampling, which waits for nobody, and a sink, which may be slow. What overflows is counted. */
export class SinkQueue implements AsyncDisposable {
  /** Samples that the sink did not take. */
  overflowed = 0;
  /** What it failed of; it is given nothing more then. */
  failure: MeasurementError | undefined;
  readonly #sink: OpenSink;
  readonly #waiting: { readonly batch: Batch; readonly rails: readonly Rail[] }[] = [];
  #draining: Promise<void> | undefined;

  constructor(sink: OpenSink) {
    this.#sink = sink;
  }

  /** Takes a batch at once; never blocks or throws. */
  push(batch: Batch, rails: readonly Rail[]): void {
    if (this.failure !== undefined || this.#waiting.length >= CAPACITY) {
      this.overflowed += batch.at.length;
      return;
    }
    this.#waiting.push({ batch, rails });
    this.#draining ??= this.#drain().finally(() => {
      this.#draining = undefined;
    });
  }

  async #drain(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      try {
        await this.#sink.write(next.batch, next.rails);
      } catch (error) {
        this.failure = asMeasurementError(error);
        this.overflowed += next.batch.at.length + this.#waiting.reduce((sum, { batch }) => sum + batch.at.length, 0);
        this.#waiting.length = 0;
      }
    }
  }

  /** Waits, for a while, for what still waits, and closes the sink. Never throws: look at `failure`. */
  async [Symbol.asyncDispose](): Promise<void> {
    const patience = new AbortController();
    const lost = sleep(PATIENCE_MS, "lost" as const, { signal: patience.signal }).catch(() => "closed" as const);
    const outcome = await Promise.race([this.#close(), lost]);
    patience.abort();
    if (outcome === "closed") return;
    this.overflowed += this.#waiting.reduce((sum, { batch }) => sum + batch.at.length, 0);
    this.failure ??= new MeasurementError(
      "UNAVAILABLE",
      `The sink did not take its last samples within ${PATIENCE_MS / 1000} s`,
      "The recording has them all: use `joulemark export`",
    );
  }

  async #close(): Promise<"closed"> {
    await this.#draining;
    try {
      await this.#sink[Symbol.asyncDispose]();
    } catch (error) {
      this.failure ??= asMeasurementError(error);
    }
    return "closed";
  }
}
