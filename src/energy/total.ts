import { onePoint } from "../core/correction.js";
import type { Quantity } from "../core/quantity.js";
import type { Point, Total } from "../core/rail.js";
import type { Interval } from "../core/result.js";
import { expandedUncertainty, sum } from "../core/uncertainty.js";
import type { RailEnergy } from "./span.js";

/** A declared total in one window; null where a part gives no number. */
export interface TotalEnergy {
  readonly total: Total;
  readonly point: Point;
  readonly energy: Quantity | null;
  readonly meanPower: Quantity | null;
  readonly interval?: Interval;
  readonly coverage: number;
}

/**
 * The sum of a total's parts, which must be at one point (else POINT_MISMATCH). Error sources that parts share add
 * linearly. A part that is missing makes it null; bounds are given if every part has a number or bounds.
 */
export function totalEnergy(total: Total, rails: readonly RailEnergy[]): TotalEnergy {
  const parts = total.parts.flatMap((id) => rails.find(({ rail }) => rail.id === id) ?? []);
  const point = onePoint(parts.map(({ rail, correction }) => ({ name: rail.id, point: correction.to })));
  const complete = parts.length === total.parts.length;
  const energies = parts.flatMap(({ energy }) => energy ?? []);
  const powers = parts.flatMap(({ meanPower }) => meanPower ?? []);
  const whole = complete && energies.length === parts.length && powers.length === parts.length;
  const interval = whole || !complete ? undefined : sumOfBounds(parts);
  return {
    total,
    point,
    energy: whole ? sum(energies) : null,
    meanPower: whole ? sum(powers) : null,
    ...(interval === undefined ? {} : { interval }),
    coverage: complete ? Math.min(...parts.map(({ coverage }) => coverage)) : 0,
  };
}

function sumOfBounds(parts: readonly RailEnergy[]): Interval | undefined {
  const bounds = parts.flatMap((part) => boundsOf(part) ?? []);
  if (bounds.length < parts.length) return undefined;
  return {
    low: bounds.reduce((total, { low }) => total + low, 0),
    high: bounds.reduce<number | null>((total, { high }) => (total === null || high === null ? null : total + high), 0),
    assumes: [...new Set(parts.flatMap(({ interval }) => interval?.assumes ?? []))].join("; "),
  };
}

function boundsOf({ energy, interval }: RailEnergy): Pick<Interval, "low" | "high"> | undefined {
  if (energy === null) return interval;
  const U95 = expandedUncertainty(energy);
  return { low: energy.value - U95, high: energy.value + U95 };
}
