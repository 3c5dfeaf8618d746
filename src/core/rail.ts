import type { Joules, Seconds } from "./units.js";

/**
 * Where in the power distribution network a rail is measured. Numbers at different points are never added, divided or
 * compared unless a calibration curve converts them. `estimate` is a model without a sensor and mixes with nothing.
 */
export const points = [
  "wall",
  "supply-output",
  "regulator-input",
  "regulator-output",
  "die-model",
  "estimate",
] as const;
/** One of `points`. */
export type Point = (typeof points)[number];

/** What one recorded column holds. */
export type ColumnQuantity = "power" | "voltage" | "current" | "energy";

/** One recorded column of raw numbers, kept in the instrument's own unit; raw x scale is SI (W, V, A, J). */
export interface Column {
  /** Unique within the probe, e.g. `VDD_IN.voltage`. */
  readonly name: string;
  readonly quantity: ColumnQuantity;
  /** The instrument's unit of record, e.g. `mV`, `uJ`. */
  readonly unit: string;
  readonly scale: number;
}

/**
 * One limit of error of a rail, from its instrument's table (measurement.md 2.1, 2.3).
 * `gain` is relative; `offset` and `resolution` are in the SI unit of the column they act on.
 */
export interface ErrorSource {
  /** Unique within the rail, e.g. `shunt tolerance`. */
  readonly id: string;
  readonly kind: "gain" | "offset" | "resolution";
  /** The column it acts on: an error of the current of a rail of voltage U is U times larger in power. */
  readonly of: ColumnQuantity;
  /** `rectangular` and `triangular` state a half-width; `normal` a standard uncertainty. For `resolution` it is the whole step, rectangular. */
  readonly distribution: "normal" | "rectangular" | "triangular";
  readonly size: number;
  /** Rails whose sources carry the same key share one and the same error (one meter, one reference): it adds linearly and cancels in ratios. */
  readonly shared?: string;
  /** Where the figure comes from: data sheet, measurement.md section, judgement. */
  readonly origin: string;
}

/**
 * What one sample of a rail stands for, which decides how samples are integrated (measurement.md 4.1): the power at its
 * instant, its mean over the time before, the answer of a first-order lag (4.6; `u` is its time constant's standard
 * uncertainty where one is known), or all energy so far.
 */
export type SensorWindow =
  | { readonly kind: "instantaneous" }
  | { readonly kind: "boxcar"; readonly width: Seconds }
  | { readonly kind: "running-mean"; readonly width: Seconds }
  | { readonly kind: "lag"; readonly timeConstant: Seconds; readonly u?: Seconds }
  | { readonly kind: "counter" };

/** How much later than the power itself a sensor shows it; `u` is a standard uncertainty (measurement.md 3.5). */
export interface Delay {
  readonly seconds: Seconds;
  readonly u: Seconds;
}

/**
 * One electrical node that a probe sees.
 * The SI value of a sample is the product of its columns, each raw x scale: one column for a power or an energy counter,
 * voltage and current for an instrument that gives both (they belong to one sample).
 */
export interface Rail {
  /** Unique within the probe; the name the instrument itself uses. */
  readonly id: string;
  readonly point: Point;
  readonly measures: "power" | "energy-counter";
  readonly columns: readonly Column[];
  /** Nominal spacing of new values. */
  readonly period: Seconds;
  readonly window: SensorWindow;
  /** What a value lags behind the power that it stands for, beside its window: a known delay is taken out, its uncertainty stays. */
  readonly delay?: Delay;
  /** That `period`, `window` and `delay` were measured on this very device, and when; absent where they are from a table. */
  readonly characterized?: { readonly id: string; readonly at: string };
  /** For counters: the value at which the count starts again from zero. */
  readonly counterRange?: Joules;
  /** The largest power the rail can plausibly carry; decides whether a counter that went down wrapped. */
  readonly plausiblePower?: number;
  /**
   * What power it watches, as unique as a serial number: rails of the same node at the same point, of whatever probe,
   * must agree. Absent where the instrument does not tell.
   */
  readonly node?: string;
  /** The rail of the same probe that already contains this one: never add both. */
  readonly partOf?: string;
  readonly uncertainty: readonly ErrorSource[];
  /** One line for tables when the point alone does not say enough, e.g. the model of an estimate. */
  readonly note?: string;
}

/** A sum of rails declared by a board table or by the user, never "everything". Its parts are at one point. */
export interface Total {
  readonly name: string;
  /** Rail ids of the same probe. */
  readonly parts: readonly string[];
  /** What the total covers, e.g. `module`, `board`, `packages and memory`. */
  readonly scope: string;
}

/** Every column of a list of rails, in the order in which batches carry them. */
export const columnsOf = (rails: readonly Rail[]): readonly Column[] => rails.flatMap((rail) => rail.columns);
