import type { Quantity } from "../../src/core/quantity.js";
import { quantity } from "../../src/core/uncertainty.js";
import { type Cell, steps } from "./tables.js";

/** A printed number with the uncertainty of its rounding, rectangular: half the last digit over root 3. */
function printed(value: number, step: number, source: string): Quantity {
  return quantity(value, [[source, step / 2 / Math.sqrt(3)]], { shapes: [[source, "rectangular"]] });
}

/** img/s of a cell as input: its only known error is that of print (measurement.md 7). */
export const imagesPerSecondOf = (cell: Cell): Quantity =>
  printed(cell.imagesPerSecond, steps.imagesPerSecond, `whitepaper ${cell.id}: rounding of img/s`);

/** Power (W) of a cell as input, likewise. */
export const powerOf = (cell: Cell): Quantity =>
  printed(cell.powerW, steps.powerW, `whitepaper ${cell.id}: rounding of W`);
