import { student95 } from "../../src/core/stats.js";
import type { PairedPoint } from "./points.js";

/** How much a load step that was taken twice differs between the two. */
export interface Drift {
  /** The later minus the earlier mean, in the trace's unit. */
  readonly difference: number;
  /** Standard uncertainty of it, from the scatter of both. */
  readonly u: number;
  /** It over the earlier mean. */
  readonly relative: number;
  /** The difference is larger than its 95 % interval: something drifted between the two. */
  readonly significant: boolean;
}

/** The drift between two takings of one load, for each trace in order. */
export const driftOf = (first: PairedPoint, last: PairedPoint): readonly Drift[] =>
  first.values.map((before, trace) => {
    const after = last.values[trace];
    if (after === undefined) return { difference: Number.NaN, u: Number.NaN, relative: Number.NaN, significant: false };
    const difference = after.mean - before.mean;
    const u = Math.hypot(before.u, after.u);
    // Welch and Satterthwaite (measurement.md 2.3)
    const dof = u ** 4 / (before.u ** 4 / before.dof + after.u ** 4 / after.dof);
    const significant = u === 0 ? difference !== 0 : Math.abs(difference) > student95(dof) * u;
    return { difference, u, relative: difference / before.mean, significant };
  });
