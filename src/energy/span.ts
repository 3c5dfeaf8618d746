import type { Finding } from "../core/finding.js";
import type { Quantity } from "../core/quantity.js";
import type { Rail } from "../core/rail.js";
import type { AppliedCorrection, Interval } from "../core/result.js";
import type { Seconds } from "../core/units.js";

/** A window in the time of `Samples`: float64 nanoseconds after the recording's start. */
export interface Span {
  /** Unique among all windows of a recording: it tells the error sources of one window from those of another. */
  readonly key: string;
  readonly from: number;
  readonly to: number;
  /** Half-widths of both edges. */
  readonly fromWithin: Seconds;
  readonly toWithin: Seconds;
  /** How long one pass of the load takes, of a load that tells. */
  readonly loadPeriod?: Seconds;
  /** How long one turn takes of each kind of window that repeats evenly inside this one. */
  readonly turns?: readonly Seconds[];
}

/**
 * What the windows of repeated runs have in common: `NAME` of `NAME` and `NAME#2`. An error that comes back with the same
 * load, and so does not show in the scatter of the runs, is named by it.
 */
export const repeatedAs = ({ key }: Pick<Span, "key">): string => key.replace(/#\d+$/, "");

/** One rail in one window, with its error sources; `energy` and `meanPower` are null when no quiet number can be given. */
export interface RailEnergy {
  readonly probe: string;
  readonly rail: Rail;
  readonly energy: Quantity | null;
  readonly meanPower: Quantity | null;
  readonly interval?: Interval;
  readonly minW: number | null;
  readonly maxW: number | null;
  /** Valid samples inside the window. */
  readonly samples: number;
  readonly coverage: number;
  readonly maxGapS: number;
  readonly correction: AppliedCorrection;
  /** Codes of findings that concern this number, and of what was done to get it. */
  readonly flags: readonly string[];
  readonly findings: readonly Finding[];
}

/** What a meter saw of one rail in one window. Energies leave out the open gaps. */
export interface Integral {
  readonly energyJ: number;
  readonly samples: number;
  readonly minW: number;
  readonly maxW: number;
  /** Time that no sample accounts for and that was not bridged. */
  readonly openS: number;
  /** The part of it in gaps over a second, or without a sample on both sides: nothing is known of the power there. */
  readonly darkS: number;
  readonly coverage: number;
  readonly maxGapS: number;
  /** True when a gap may not be scaled over even if the load is stationary: the counter was reset. */
  readonly reset: boolean;
  /** True of a counter that did not move over many of its updates: it counts nothing, which is not the same as no energy. */
  readonly stuck: boolean;
  /** The window is made of whole means, end to end: no part of it goes by what samples beside it say, however few they are. */
  readonly tiled: boolean;
  /** Gaps that were interpolated, and the uncertainty that adds (J). */
  readonly bridged: number;
  readonly bridgedU: number;
  /** Signed uncertainty (J) of not knowing the power between the outermost samples inside and the edges. */
  readonly edgesU: number;
  /** The power just inside each edge and the step to the one just outside. */
  readonly edgeW: readonly [from: number, to: number];
  readonly stepW: readonly [from: number, to: number];
  /** Of a counter, the uncertainty (J) of when it was last updated before each reading; else 0. */
  readonly updateU: number;
  /** Of a counter, how much more an error of single readings counts than in a plain difference of two; else 1. */
  readonly carried: number;
  /** Of a lagged sensor, what it showed at the end less what it showed at the beginning (W); else 0. */
  readonly shownW: number;
  /** Standard deviation between neighbouring samples: noise without the load's slow changes. */
  readonly scatterW: number;
  /** Block means of the power in order of time. */
  readonly blocks: Float64Array;
  readonly noise: { readonly dof: number; readonly deviations: Float64Array } | undefined;
  /** Of a counter, bounds (J) from readings just outside the window. */
  readonly bounds?: { readonly low: number; readonly high: number };
}

/** One rail's chunk, as a meter takes it: SI values (W, or J for a counter without its wraps), NaN for gaps. */
export interface RailChunk {
  readonly length: number;
  readonly at: Float64Array;
  readonly values: Float64Array;
  /** Of a counter: the number of resets before each reading; differences across a reset mean nothing. */
  readonly segments: Int32Array;
}

/** Integrates one rail over one window, sample by sample or in runs. */
export interface Meter {
  /** Edges in the time of the samples. */
  readonly from: number;
  readonly to: number;
  /** The last valid sample before the window. */
  before(chunk: RailChunk, index: number): void;
  /** Samples `lo` to `hi - 1`, all inside the window. */
  take(chunk: RailChunk, lo: number, hi: number): void;
  /** A valid sample after the window; true when no more of them are needed. */
  after(chunk: RailChunk, index: number): boolean;
  /** Takes back the last `count` samples, which all showed the value made at `since`. */
  withdraw(since: number, count: number): void;
  finish(): Integral;
}
