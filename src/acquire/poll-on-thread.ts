import { Worker } from "node:worker_threads";
import type { Batch } from "../core/batch.js";
import { asMeasurementError } from "../core/error.js";
import type { PollPlan } from "../core/probe.js";

/** What a sampling thread is started with. */
export interface ThreadTask {
  readonly plan: PollPlan;
  readonly root: string;
  /** One Int32: not zero means stop. */
  readonly control: SharedArrayBuffer;
}

/** What the sampling thread asked for and got; null is refused. */
export interface Granted {
  readonly nice: number | null;
  readonly timerSlackNs: number | null;
}

type Message = { readonly batch: Batch } | { readonly granted: Granted };

// Beside this file in dist/; when the sources run unbuilt, a thread of plain Node still needs the built one.
const workerUrl = new URL(import.meta.url.endsWith(".ts") ? "../../dist/worker.js" : "./worker.js", import.meta.url);

/** Options of `pollOnThread`. */
export interface PollOptions {
  readonly root: string;
  readonly signal: AbortSignal;
  onGranted?(probe: string, granted: Granted): void;
}

/** Runs a poll plan on a thread of its own and yields its batches; after abort, what was sampled until then still comes. */
export async function* pollOnThread(plan: PollPlan, options: PollOptions): AsyncGenerator<Batch> {
  const { root, signal } = options;
  if (signal.aborted) return;
  const control = new SharedArrayBuffer(4);
  const task: ThreadTask = { plan, root, control };
  const worker = new Worker(workerUrl, { workerData: task, name: `sample ${plan.probe}` });
  const arrivals = new Arrivals<Batch>();
  let sampling = false;
  worker.on("message", (message: Message) => {
    sampling = true;
    if ("batch" in message) arrivals.push(message.batch);
    else options.onGranted?.(plan.probe, message.granted);
  });
  worker.on("error", (error) => arrivals.end(asMeasurementError(error)));
  worker.on("exit", () => arrivals.end());
  const stop = () => {
    stopThread(control);
    // A thread takes longer to start than a period may be: until it samples, there is nothing to wait for.
    if (!sampling) arrivals.end();
  };
  signal.addEventListener("abort", stop);
  try {
    yield* arrivals;
  } finally {
    signal.removeEventListener("abort", stop);
    stop();
  }
}

function stopThread(control: SharedArrayBuffer): void {
  const flags = new Int32Array(control);
  Atomics.store(flags, 0, 1);
  Atomics.notify(flags, 0);
}

/** Values pushed by events, taken by `for await`. */
class Arrivals<Value> implements AsyncIterable<Value> {
  readonly #waiting: Value[] = [];
  #ended = false;
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  push(value: Value): void {
    this.#waiting.push(value);
    this.#wake?.();
  }

  end(error?: Error): void {
    this.#error ??= error;
    this.#ended = true;
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Value> {
    for (;;) {
      yield* this.#waiting.splice(0);
      if (this.#waiting.length > 0) continue;
      if (this.#error !== undefined) throw this.#error;
      if (this.#ended) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
