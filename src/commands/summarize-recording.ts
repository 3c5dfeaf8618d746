import type { Samples } from "../core/batch.js";
import type { Correction } from "../core/correction.js";
import type { Finding } from "../core/finding.js";
import type { Mark } from "../core/mark.js";
import type { Rail } from "../core/rail.js";
import type { Ending, Execution, Manifest, RecordedEvent } from "../core/recording.js";
import type { Seconds } from "../core/units.js";
import type { Same } from "../energy/agreement.js";
import type { ClockError } from "../energy/span.js";

/** What of a stored recording a summary needs; samples may be asked for more than once. */
export interface RecordingToSummarize {
  readonly folder: string | null;
  readonly manifest: Manifest;
  readonly ending?: Ending;
  readonly marks: readonly Mark[];
  readonly executions: readonly Execution[];
  readonly events: readonly RecordedEvent[];
  /** May grow while samples are read. */
  readonly findings: readonly Finding[];
  readonly endsEarlyAtNs?: number;
  samples(probe: string): Iterable<Samples>;
}

/** How a recording is to be summarized. */
export interface SummarizeOptions {
  /** The curve of each rail; without it every rail stays at its own point. */
  correctionOf?(probe: string, rail: Rail): Correction;
  /** Rails and totals that watch the same power. */
  readonly same?: readonly Same[];
  /** Sees the samples of each probe on their way, placed in time as they are integrated; gives them on as they came. */
  watch?(seen: WatchedProbe, samples: Iterable<Samples>): Iterable<Samples>;
  /** What there is to know about those curves. */
  readonly findings?: readonly Finding[];
  /** How well the host's wall clock is known, where windows are given by it. */
  readonly hostClock?: ClockError;
  /** Tells its windows' errors from those of other recordings, where numbers of several are brought together. */
  readonly place?: Place;
}

/** Which of several runs of one load a recording holds. */
export interface Place {
  readonly load: string;
  /** 1, 2, 3 ... */
  readonly run: number;
}

/** Whose samples are on their way: all its rails in the order of its columns, and how far apart its samples are. */
export interface WatchedProbe {
  readonly probe: string;
  readonly rails: readonly Rail[];
  readonly spacing: Seconds;
}
