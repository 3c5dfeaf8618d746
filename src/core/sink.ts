import type { Batch } from "./batch.js";
import type { Rail } from "./rail.js";

/** A sink with its target open. Disposing flushes; twice is safe. */
export interface OpenSink extends AsyncDisposable {
  /** Takes the batch, or throws a MeasurementError when the target is gone for good. Rails are those of the batch's probe. */
  write(batch: Batch, rails: readonly Rail[]): Promise<void>;
}

/** Where batches of samples go while they are taken, besides the recording: one folder of `src/sinks/`. */
export interface Sink {
  readonly name: string;
  readonly title: string;
  /** Opens `target` (a file, an address) or throws a MeasurementError before the run begins. */
  open(target: string): Promise<OpenSink>;
}
