import type { CurveErrors, Extent, Operating, OperatingColumns, Outside, Slopes } from "../core/correction.js";
import type { Curve } from "../core/curve.js";
import type { Point } from "../core/rail.js";

/** One curve of a chain in one direction. What it gives is a power; a corrected sensor also gives current and voltage. */
export interface Stage {
  readonly curve: Curve;
  readonly from: Point;
  readonly to: Point;
  apply(columns: OperatingColumns): void;
  at(operating: Operating): Operating;
  /** Slopes of what comes out of the whole chain, given those by what comes out of this stage. */
  slopes(operating: Operating, after: Slopes): Slopes;
  errors(operating: Operating, after: Slopes, widen: number): CurveErrors;
  outside(extent: Extent): Outside | undefined;
}

/** A regulator's formula in one direction, without its range. */
export interface Conversion {
  apply(columns: OperatingColumns): void;
  at(operating: Operating): number;
  slopes(operating: Operating): Slopes;
  errors(operating: Operating, widen: number): CurveErrors;
}

/** Current and voltage at a regulator's output: as measured, or by the voltage that the curve states. */
export interface Load {
  readonly currentA: number;
  readonly voltageV: number;
}

/** The load of an operating point at a regulator's output. */
export function loadOf({ powerW, currentA, voltageV }: Operating, voutV: number | undefined): Load {
  if (currentA !== undefined && voltageV !== undefined) return { currentA, voltageV };
  const volts = voutV ?? Number.NaN;
  return { currentA: powerW / volts, voltageV: volts };
}

/** Slopes of a power that is a function of the power alone. */
export const byPower = (slope: number, { currentA = Number.NaN, voltageV = Number.NaN }: Operating): Slopes => ({
  powerW: slope,
  currentA: slope * voltageV,
  voltageV: slope * currentA,
});
