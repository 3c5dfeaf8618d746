import type { ZodType } from "zod";
import type { Batch } from "./batch.js";
import type { Condition } from "./condition.js";
import type { Finding } from "./finding.js";
import type { Mark } from "./mark.js";
import type { Rail, Total } from "./rail.js";
import type { Work } from "./recording.js";
import type { Nanoseconds, Seconds } from "./units.js";

/** What is known of a foreign recording when its last sample has been read. */
export interface ImportedEnding {
  /** The span to report: the measured work as the tool itself bounds it, else the first to the last sample. */
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** Half-width of both edges, where the tool had them from another clock than the samples. */
  readonly within?: Seconds;
  /** The last instant of the recording. */
  readonly end: Nanoseconds;
  /** What the tool's own user marked in it, in order. */
  readonly marks?: readonly Mark[];
  /** What was rejected, and what the tool's own rules make of the samples. */
  readonly findings: readonly Finding[];
  /** Numbers by the tool's own rules, for the result's `run.load`. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** A foreign recording, opened. Its instants are nanoseconds after `startMs`: the tool's clock, not this host's. */
export interface Imported {
  /** How to name the instrument in a result. */
  readonly device: string;
  readonly rails: readonly Rail[];
  readonly totals: readonly Total[];
  /** What it holds beside power; its columns follow those of the rails. */
  readonly conditions?: readonly Condition[];
  /** Wall-clock time of instant 0, milliseconds since 1970, as the tool's clock had it. */
  readonly startMs: number;
  /** Whose clock that was, for people. */
  readonly clock: string;
  readonly work?: Work;
  readonly findings: readonly Finding[];
  /** Every sample, in bounded memory, under the format's name as probe. Called once. */
  batches(): AsyncIterable<Batch>;
  /** Called once, after the last batch. Throws NO_DATA when there was no sample. */
  ending(): ImportedEnding;
}

/** Code that turns the recordings of another tool into samples: one folder of `probes/formats/`. */
export interface Format<Settings = unknown> {
  readonly name: string;
  /** One sentence for people. */
  readonly title: string;
  /** Strict; every key is described. */
  readonly settings: ZodType<Settings>;
  /** Opens `files` (at least one path), or throws a MeasurementError. */
  read(files: readonly string[], settings: Settings): Promise<Imported>;
}

/** Declares a format; keeps the settings' type together with `read`. */
export const defineFormat = <Settings>(format: Format<Settings>): Format<Settings> => format;

/** What the registry holds: formats whose settings are parsed by their own schema before `read`. */
export type AnyFormat = Format;
