import type { Point } from "../../core/rail.js";
import type { Result } from "../../core/result.js";
import type { Timeline } from "./trace.js";

/** A rail's curve over its loads, and where the run was on it. */
export interface CurvePlot {
  readonly probe: string;
  readonly rail: string;
  readonly curve: string;
  readonly from: Point;
  readonly to: Point;
  readonly quality: string;
  /** What the load is: the current where it was measured, else the power that was shown. */
  readonly unit: "A" | "W";
  /** `efficiency`: what comes out over what goes in. `gain`: the corrected power over what was shown. */
  readonly of: "efficiency" | "gain";
  readonly points: readonly { readonly load: number; readonly value: number; readonly u95: number }[];
  /** Where the curve holds; null where it holds everywhere. */
  readonly range: readonly [low: number, high: number] | null;
  readonly loads: {
    readonly min: number;
    readonly mean: number;
    readonly max: number;
    readonly bins: readonly { readonly from: number; readonly to: number; readonly share: number }[];
  };
}

/** Something that is named and said, for tables of two columns. */
export type Fact = readonly [name: string, said: string];

/** How to do it once more. */
export interface Reproduction {
  readonly command: string;
  /** What the command does not say, e.g. a configuration file. */
  readonly notes: readonly string[];
  readonly report: string;
}

/** All that a page is made from. */
export interface PageData {
  readonly result: Result;
  readonly timeline: Timeline;
  readonly curves: readonly CurvePlot[];
  readonly facts: readonly Fact[];
  readonly reproduction: Reproduction;
  /** joulemark's own version, of the page and not of the recording. */
  readonly version: string;
}
