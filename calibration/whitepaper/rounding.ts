import { type Cell, steps } from "./tables.js";

/** From the lowest to the highest value that a number can have. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** What rounds to a printed number. */
export const limitsOf = (printed: number, step: number): Interval => ({
  low: printed - step / 2,
  high: printed + step / 2,
});

/** The quotient of two numbers that are above zero. */
export const quotient = (a: Interval, b: Interval): Interval => ({ low: a.low / b.high, high: a.high / b.low });

/** What two intervals have in common; undefined where that is nothing. */
export function common(a: Interval, b: Interval): Interval | undefined {
  const [low, high] = [Math.max(a.low, b.low), Math.min(a.high, b.high)];
  return low <= high ? { low, high } : undefined;
}

const imagesOf = ({ imagesPerSecond }: Cell): Interval => limitsOf(imagesPerSecond, steps.imagesPerSecond);
const powerOf = ({ powerW }: Cell): Interval => limitsOf(powerW, steps.powerW);
const printedOf = ({ printed }: Cell): Interval => limitsOf(printed, steps.printed);

/** img/s/W from the printed img/s and W. */
export const computed = ({ imagesPerSecond, powerW }: Cell): number => imagesPerSecond / powerW;

/** Every img/s/W that the roundings of img/s and W allow. */
export const interval = (cell: Cell): Interval => quotient(imagesOf(cell), powerOf(cell));

/** Powers (W) that give the printed img/s/W if img/s were exact. */
export const powerForMatch = (cell: Cell): Interval =>
  quotient({ low: cell.imagesPerSecond, high: cell.imagesPerSecond }, printedOf(cell));

/** Powers (W) that fit all three roundings; undefined where none does, and the authors had other numbers. */
export const jointPower = (cell: Cell): Interval | undefined =>
  common(powerOf(cell), quotient(imagesOf(cell), printedOf(cell)));

/** img/s that fit all three roundings; undefined where none does. */
export function jointImages(cell: Cell): Interval | undefined {
  const [power, printed] = [powerOf(cell), printedOf(cell)];
  return common(imagesOf(cell), { low: power.low * printed.low, high: power.high * printed.high });
}

/** Whether the printed img/s/W is the rounded quotient of the printed inputs; a tie lies on the edge between two. */
export type Agreement = "match" | "mismatch" | "tie";

/**
 * Compares in whole numbers, f / (W / 10) with (E +- 0.5) / 10: rounding text decides a tie by chance of the
 * binary digits (8.25 and 1.45 go different ways).
 */
export function agreement({ imagesPerSecond, powerW, printed }: Cell): Agreement {
  const [powerTenths, printedTenths] = [Math.round(powerW * 10), Math.round(printed * 10)];
  const images = 200 * imagesPerSecond;
  const [low, high] = [powerTenths * (2 * printedTenths - 1), powerTenths * (2 * printedTenths + 1)];
  if (images === low || images === high) return "tie";
  return images > low && images < high ? "match" : "mismatch";
}
