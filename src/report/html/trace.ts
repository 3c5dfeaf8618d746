import type { Point } from "../../core/rail.js";

/** Power of a rail over equal stretches of time: of each the smallest, the largest and the mean sample (W); NaN where there was none. */
export interface Buckets {
  readonly firstS: number;
  readonly widthS: number;
  readonly min: Float32Array;
  readonly max: Float32Array;
  readonly mean: Float32Array;
  /** How much each mean stands for: samples, or seconds of a counter. */
  readonly weight: Float32Array;
}

/** Every sample of a rail, where they are few. */
export interface Points {
  /** Seconds after the start of the recording. */
  readonly at: Float64Array;
  readonly watts: Float32Array;
}

/** The course of one rail, as a reader looks at it. Never to be integrated: energies come from the result. */
export interface Course {
  readonly shape: ({ readonly kind: "points" } & Points) | ({ readonly kind: "buckets" } & Buckets);
  /** Samples that had a value. */
  readonly samples: number;
  /** Stretches without a value, seconds: from, to, from, to, ... in order of time; the longest where there are too many. */
  readonly gaps: Float64Array;
  /** How many there were. */
  readonly gapCount: number;
}

/** A course and whose. */
export interface Trace extends Course {
  readonly probe: string;
  readonly rail: string;
  readonly point: Point;
  readonly estimate: boolean;
  readonly partOf?: string;
  /** How much earlier than they came the samples are shown: the sensor's known delay, s. */
  readonly earlierS: number;
  /** U95 of the instrument's gain and offset and of its curve, by power: watts, watts, ... as pairs. */
  readonly within: readonly (readonly [watts: number, u95: number])[];
}

/** Why there are no values in a stretch. */
export interface GapReason {
  readonly probe: string;
  readonly fromS: number;
  readonly toS: number;
  readonly reason: string;
}

/** A window as it is shaded. */
export interface Shade {
  readonly name: string;
  readonly fromS: number;
  readonly toS: number;
}

/** A mark that is neither end of a window. */
export interface Flag {
  readonly name: string;
  readonly atS: number;
}

/** All that is drawn over time. */
export interface Timeline {
  readonly durationS: number;
  readonly traces: readonly Trace[];
  readonly reasons: readonly GapReason[];
  readonly windows: readonly Shade[];
  readonly flags: readonly Flag[];
}
