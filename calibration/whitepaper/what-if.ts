import { computed } from "./rounding.js";
import type { Cell } from "./tables.js";

/** The efficiency the paper assumed for the i7's regulators. */
export const ASSUMED = 0.8;

/** Relative error of the power at the regulator's input when `assumed` stands for the true efficiency (measurement.md 1.7). */
export const errorOfAssumption = (trueEta: number, assumed: number = ASSUMED): number => trueEta / assumed - 1;

/** Power (W) at the regulator's output that the paper must have measured for an i7's cell: printed x 0.80. */
export const impliedOutputW = ({ powerW }: Cell): number => powerW * ASSUMED;

/** A cell with its power at the regulator's input, by some efficiency. */
export interface Corrected {
  readonly eta: number;
  readonly powerW: number;
  /** img/s/W */
  readonly efficiency: number;
  /** How many times as efficient the other system's cell is. */
  readonly ratio: number;
}

/** A cell at an efficiency, its power at the regulator's output being known, beside the cell it was compared with. */
export function atEfficiency(cell: Cell, { outputW, eta, against }: WhatIf): Corrected {
  const powerW = outputW / eta;
  const efficiency = cell.imagesPerSecond / powerW;
  return { eta, powerW, efficiency, ratio: computed(against) / efficiency };
}

/** What is supposed of a cell. */
export interface WhatIf {
  /** Power at the regulator's output, W: `impliedOutputW` of an i7's cell; the printed power if it leaves the regulator's loss out. */
  readonly outputW: number;
  readonly eta: number;
  readonly against: Cell;
}
