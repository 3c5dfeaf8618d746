import type { MeasurementError } from "../core/error.js";
import type { Finding } from "../core/finding.js";
import { NANOS_PER_SECOND } from "../core/units.js";

/** A stretch of a samples file that holds no usable samples. */
export interface Loss {
  readonly probe: string;
  readonly path: string;
  /** Offsets in the file. */
  readonly from: number;
  readonly to: number;
  /** The last instant read before it and the first after it, in nanoseconds after the recording's start. */
  readonly afterNs?: number | undefined;
  readonly beforeNs?: number | undefined;
}

const seconds = (ns: number): string => `${(ns / NANOS_PER_SECOND).toFixed(3)} s`;

const edge = (ns: number | undefined, otherwise: string): string => (ns === undefined ? otherwise : seconds(ns));

const where = ({ path, from, to }: Loss): string => `${path}, bytes ${from} to ${to}`;

const span = ({ afterNs, beforeNs }: Loss): string =>
  `samples between ${edge(afterNs, "the start")} and ${edge(beforeNs, "the end")} of the recording are missing`;

/** Bytes that do not match their checksum: their samples are a gap. */
export const corruptChunk = (loss: Loss): Finding => ({
  code: "corrupt-chunk",
  severity: "degraded",
  probe: loss.probe,
  message: `${where(loss)}: the checksum does not match; ${span(loss)}`,
  remedy: "Restore the file from a copy, or measure again; check the disk or card the recording was on",
});

/** Instants that do not increase: the samples are a gap, for no energy follows from them. */
export const timeBackwards = (loss: Loss): Finding => ({
  code: "time-backwards",
  severity: "degraded",
  probe: loss.probe,
  message: `${where(loss)}: instants go backwards, the chunk is left out after ${edge(loss.afterNs, "the start")}`,
  remedy: "This is a fault in the probe that gave them: please report it, and measure again",
});

/** A last chunk that is cut off: what a killed recording leaves, or else a file that was cut later. */
export const truncated = (loss: Loss, complete: boolean): Finding => ({
  code: "truncated",
  severity: complete ? "degraded" : "note",
  probe: loss.probe,
  message: `${where(loss)}: the last chunk is cut off; samples end at ${edge(loss.afterNs, "the start")}`,
  remedy: complete
    ? "The file was cut after it was written: restore it from a copy, or measure again"
    : "Nothing to do: it was being written when the recording ended",
});

/** A samples file that is not there or cannot be read. */
export const samplesMissing = (probe: string, path: string, why: string): Finding => ({
  code: "samples-missing",
  severity: "degraded",
  probe,
  message: `${path} cannot be read (${why}): there are no samples of ${probe}`,
  remedy: "Restore the file from a copy, or make it readable",
});

/** A manifest that was changed since it was written. */
export const manifestChanged = (what: string): Finding => ({
  code: "manifest-changed",
  severity: "degraded",
  message: `${what} was edited or damaged since it was written: its checksum does not match`,
  remedy: "Restore it from a copy; after an edit of your own, compare the rails and their scales with what you expect",
});

/** A recording without an ending. */
export const endsEarly = (endNs: number): Finding => ({
  code: "ends-early",
  severity: "degraded",
  message: `The recording has no ending: joulemark was killed, power or disk space ran out, or it is still running. Samples end ${seconds(endNs)} after its start`,
  remedy: "Numbers cover what was recorded until then; measure again for all of it",
});

/** Code of the finding that a writer leaves when the disk failed it: the files then end early, and not by accident. */
export const RECORDING_FAILED = "recording-failed";

/** Samples stopped before the end because they could not be written. */
export const recordingFailed = ({ message, remedy }: MeasurementError): Finding => ({
  code: RECORDING_FAILED,
  severity: "degraded",
  message: `Samples stop early: ${message}`,
  remedy,
});
