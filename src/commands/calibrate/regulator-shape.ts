import { inputAt } from "../../../calibration/fit/evaluate.js";
import type { RegulatorFit } from "../../../calibration/fit/regulator-fit.js";

/** What a fitted regulator does at one load. */
export interface ShapePoint {
  readonly currentA: number;
  readonly lossW: number;
  readonly efficiency: number;
  /** Standard uncertainty of the fit itself at this load: its coefficients and its model, not a reading's. */
  readonly uInputW: number;
  readonly uEfficiency: number;
}

/** Loads at which the fit is sampled to be drawn and to find its peak. */
const SAMPLES = 201;

/** The fit over its range. */
export function shapeOf(fit: RegulatorFit): readonly ShapePoint[] {
  const [from, to] = fit.range.currentA;
  const voltage = voltageOver(fit.points);
  return Array.from({ length: SAMPLES }, (_, k) => {
    const current = from + ((to - from) * k) / (SAMPLES - 1);
    return shapeAt(fit, current, voltage(current));
  });
}

/** The fit at a share of the largest current; undefined where that is below the measured range. */
export function shapeAtShare(fit: RegulatorFit, share: number): ShapePoint | undefined {
  const [least, most] = fit.range.currentA;
  const current = share * most;
  return current < least ? undefined : shapeAt(fit, current, voltageOver(fit.points)(current));
}

function shapeAt(fit: RegulatorFit, currentA: number, voltageV: number): ShapePoint {
  const outputW = voltageV * currentA;
  const { inputW, u } = inputAt(fit, currentA, voltageV);
  const efficiency = outputW / inputW;
  return { currentA, lossW: inputW - outputW, efficiency, uInputW: u, uEfficiency: (efficiency * u) / inputW };
}

/** Where the fit is most efficient. */
export const peakOf = (shape: readonly ShapePoint[]): ShapePoint | undefined =>
  shape.reduce<ShapePoint | undefined>(
    (best, each) => (best === undefined || each.efficiency > best.efficiency ? each : best),
    undefined,
  );

/** Output voltage over the current as it was measured, straight between the points. */
function voltageOver(points: RegulatorFit["points"]): (current: number) => number {
  const sorted = points.toSorted((a, b) => a.currentA - b.currentA);
  return (current) => {
    const above = sorted.findIndex(({ currentA }) => currentA >= current);
    const [low, high] = [sorted[Math.max(0, above - 1)], sorted[above]];
    if (low === undefined || high === undefined) return sorted.at(-1)?.voltageV ?? Number.NaN;
    const span = high.currentA - low.currentA;
    const share = span > 0 ? (current - low.currentA) / span : 1;
    return low.voltageV + share * (high.voltageV - low.voltageV);
  };
}
