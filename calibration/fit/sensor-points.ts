import type { Exclusion } from "./points.js";

/** What a sensor reads and what a reference reads at the same time, one row a point, in one SI unit. */
export interface SensorPoints {
  readonly raw: Float64Array;
  readonly reference: Float64Array;
  /** Standard uncertainties that differ from row to row; without both, the noise is taken from the residuals. */
  readonly uRaw?: Float64Array;
  readonly uReference?: Float64Array;
}

/** Rows that can be used, with the noise of both sides, and an account of the others. */
export interface UsableSensorPoints {
  readonly raw: Float64Array;
  readonly reference: Float64Array;
  /** All 0 and all 1 where none was given: least squares of the reference on the sensor. */
  readonly uRaw: Float64Array;
  readonly uReference: Float64Array;
  readonly isNoiseKnown: boolean;
  readonly rows: Int32Array;
  readonly exclusions: readonly Exclusion[];
}

/** Leaves out rows with a number that is none, an uncertainty that is none, and rows that repeat an earlier one. Zero is a reading. */
export function usableSensorPoints(points: SensorPoints): UsableSensorPoints {
  const isNoiseKnown = points.uRaw !== undefined || points.uReference !== undefined;
  const exclusions: Exclusion[] = [];
  const kept: number[] = [];
  const seen = new Map<string, number>();
  for (let row = 0; row < points.raw.length; row++) {
    const key = `${points.raw[row]} ${points.reference[row]}`;
    const first = seen.get(key);
    const fault = faultOf(points, row) ?? (first === undefined ? undefined : repeats(first));
    if (fault === undefined) {
      kept.push(row);
      seen.set(key, row);
    } else exclusions.push({ row, ...fault });
  }
  const pick = (column: Float64Array | undefined, otherwise: number) =>
    Float64Array.from(kept, (row) => (column === undefined ? otherwise : (column[row] ?? Number.NaN)));
  return {
    raw: pick(points.raw, Number.NaN),
    reference: pick(points.reference, Number.NaN),
    uRaw: pick(points.uRaw, 0),
    uReference: pick(points.uReference, isNoiseKnown ? 0 : 1),
    isNoiseKnown,
    rows: Int32Array.from(kept),
    exclusions,
  };
}

type Fault = Pick<Exclusion, "reason" | "message">;

const repeats = (row: number): Fault => ({ reason: "duplicate", message: `repeats row ${row} to the last digit` });

function faultOf({ raw, reference, uRaw, uReference }: SensorPoints, row: number): Fault | undefined {
  const [x, y] = [raw[row] ?? Number.NaN, reference[row] ?? Number.NaN];
  if (!Number.isFinite(x)) return { reason: "not-finite", message: `the sensor reads ${x}` };
  if (!Number.isFinite(y)) return { reason: "not-finite", message: `the reference reads ${y}` };
  if (uRaw === undefined && uReference === undefined) return undefined;
  const [ux, uy] = [
    uRaw === undefined ? 0 : (uRaw[row] ?? Number.NaN),
    uReference === undefined ? 0 : (uReference[row] ?? Number.NaN),
  ];
  const usable = ux >= 0 && uy >= 0 && Number.isFinite(ux + uy) && ux + uy > 0;
  return usable
    ? undefined
    : { reason: "uncertainty-unusable", message: `uncertainties of sensor and reference are ${ux} and ${uy}` };
}
