import type { Nanoseconds } from "./units.js";

/** A span in which some columns have no value, with the reason. The values themselves are NaN in the columns. */
export interface Gap {
  readonly probe: string;
  /** The columns concerned; absent means all of the probe. */
  readonly columns?: readonly string[];
  readonly from: Nanoseconds;
  readonly to: Nanoseconds;
  /** `missed-tick`, or the system's word for the failed read: `ENODATA`, `ENXIO`, `EINVAL`, `unreadable`, ... */
  readonly reason: string;
}

/** How well the sampling kept its pace, since the previous batch. Histograms have log-spaced bins (src/acquire/pacer.ts). */
export interface Pace {
  readonly ticks: number;
  readonly missed: number;
  /** How late each tick was against its deadline. */
  readonly lateness: Uint32Array;
  /** The time from the first to the last read of a tick, binned alike. */
  readonly readTime: Uint32Array;
}

/** Input of an instrument that was no sample: of a program's output or a serial line. */
export interface Rejected {
  readonly count: number;
  readonly of: "line" | "byte";
}

/** Samples of one probe, by column: `columns[c][i]` is column c at instant `at[i]`, raw, in the unit of record; NaN is a gap. */
export interface Batch {
  readonly probe: string;
  /** Increasing; the middle of the read. */
  readonly at: BigInt64Array;
  /** In the order of `columnNamesOf`: those of the rails, then conditions. */
  readonly columns: readonly Float64Array[];
  readonly gaps: readonly Gap[];
  readonly pace?: Pace;
  /** What was passed over since the previous batch. */
  readonly rejected?: Rejected;
}

/**
 * The same as read back for arithmetic: instants as float64 nanoseconds after the recording's start
 * (exact for 104 days). `length` values are valid: arrays may be longer, reused buffers.
 */
export interface Samples {
  readonly length: number;
  readonly at: Float64Array;
  readonly columns: readonly Float64Array[];
}
