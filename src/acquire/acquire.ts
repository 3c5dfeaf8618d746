import type { Batch } from "../core/batch.js";
import { asMeasurementError, type MeasurementError } from "../core/error.js";
import type { NamedProbe } from "./open.js";

/** Where samples go as they come. Neither call may block or throw: sampling waits for nobody. */
export interface Consumer {
  batch(batch: Batch): void;
  /** A probe's stream ended: with an error when its instrument is gone for good. */
  ended(probe: string, error: MeasurementError | undefined): void;
}

/** Sampling in progress. */
export interface Acquisition {
  /** Resolves when every probe has given its first sample or has ended. */
  readonly started: Promise<void>;
  /** Probes that have given no sample yet, and have not ended. */
  readonly silent: ReadonlySet<string>;
  /** Probes whose streams have not ended. */
  readonly running: ReadonlySet<string>;
  /** Resolves when every stream has ended. Never rejects: what a probe dies of goes to the consumer. */
  readonly finished: Promise<void>;
}

/** Samples all probes at once until `signal` aborts. One that dies does not disturb the others. */
export function acquire(probes: readonly NamedProbe[], consumer: Consumer, signal: AbortSignal): Acquisition {
  const silent = new Set(probes.map(({ name }) => name));
  const running = new Set(silent);
  const streams = probes.map((probe) => {
    const stream = acquireOne(probe, consumer, signal);
    void stream.started.then(() => silent.delete(probe.name));
    void stream.finished.then(() => running.delete(probe.name));
    return stream;
  });
  return {
    silent,
    running,
    started: Promise.all(streams.map((stream) => stream.started)).then(() => undefined),
    finished: Promise.all(streams.map((stream) => stream.finished)).then(() => undefined),
  };
}

type Stream = Pick<Acquisition, "started" | "finished">;

function acquireOne({ name, open }: NamedProbe, consumer: Consumer, signal: AbortSignal): Stream {
  let begin: () => void = () => undefined;
  const started = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const run = async () => {
    let failure: MeasurementError | undefined;
    try {
      for await (const batch of open.batches(signal)) {
        consumer.batch(batch.probe === name ? batch : { ...batch, probe: name });
        begin();
      }
    } catch (error) {
      failure = asMeasurementError(error);
    }
    begin();
    consumer.ended(name, failure);
  };
  return { started, finished: run() };
}
