import type { Clock } from "./clock.js";
import type { Rail } from "./rail.js";
import type { Ending, Manifest, RecordedEvent, RecordedProbe } from "./recording.js";
import type { Result } from "./result.js";
import type { Nanoseconds, Watts } from "./units.js";

/** Of a reading of a power, and of the voltage at which it was taken, NaN where that is not measured: one standard uncertainty. */
export type ReadingUncertainty = (watts: Watts, volts: number) => Watts;

/** What a sink is told of the run whose samples it will be given. */
export interface SinkRun {
  /** The run's id that all points carry; several hosts may share one. */
  readonly id: string;
  readonly manifest: Manifest;
  /** Nanoseconds since 1970 of an instant: one mapping for the whole run, so that distances stay exact. */
  wall(at: Nanoseconds): Nanoseconds;
  /** The standard uncertainty of a rail's readings; absent where nobody can say. */
  uncertainty(probe: string, rail: Rail): ReadingUncertainty | undefined;
}

/** Samples of one probe, raw, as they were recorded: `columns[c][i]` is column c at instant `at[i]`, NaN a gap. */
export interface SamplesPiece {
  readonly kind: "samples";
  readonly probe: RecordedProbe;
  readonly at: BigInt64Array;
  readonly columns: readonly Float64Array[];
  /** What was going on at an instant: `warmup`, `command`, a phase around it, or nothing. */
  phase(at: Nanoseconds): string;
}

/** Lines of the recording's events, numbered from its beginning. */
export interface EventsPiece {
  readonly kind: "events";
  readonly from: number;
  readonly events: readonly RecordedEvent[];
}

/** How the recording ended, and what it comes to; the last of its pieces. */
export interface EndingPiece {
  readonly kind: "ending";
  readonly ending: Ending;
  readonly result?: Result;
}

/** A piece of a recording. The same piece given twice is the same data twice: what came before a crash is given again after it. */
export type Piece = SamplesPiece | EventsPiece | EndingPiece;

/** What a target did not take of a piece, and will never take. */
export interface Refused {
  /** As it was sent. */
  readonly text: string;
  readonly reason: string;
}

/** A sink with its target open. Disposing closes it; twice is safe. */
export interface OpenSink extends AsyncDisposable {
  /**
   * Resolves when the target has the piece safe, with what it refused for good; waits as long as that takes, or until the
   * signal aborts, which rejects. Rejects with a MeasurementError when it will not take anything any more until a person
   * has done something; with TARGET_EMPTIED when what it took before is gone, and all of it should be given again.
   */
  send(piece: Piece, signal: AbortSignal): Promise<readonly Refused[]>;
  /** Whether the target still has something of the run; undefined where it cannot be known. */
  holds?(signal: AbortSignal): Promise<boolean | undefined>;
}

/** What a sink finds around it. */
export interface SinkHost {
  readonly clock: Clock;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A line for the log: that a target cannot be reached, that it is there again. */
  log(line: string): void;
}

/** Where samples go while they are taken, besides the recording: one folder of `src/sinks/`. */
export interface Sink {
  readonly name: string;
  readonly title: string;
  /** It shows what is now: a recording that is over is nothing to it. */
  readonly now?: true;
  /** Opens `target` (a file, an address) or throws a MeasurementError before the run begins. The server behind an address may be down. */
  open(target: string, host: SinkHost): Promise<Opened>;
}

/** An open target, before it is known what will be sent. */
export interface Opened {
  /** Where it goes, for messages and the file of what was acknowledged: nothing secret. */
  readonly label: string;
  begin(run: SinkRun): OpenSink;
  /** Closes a target where nothing will be begun. */
  close?(): Promise<void>;
}
