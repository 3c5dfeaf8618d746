/**
 * Paired readings on both sides of a regulator, one row a point, in SI units: what flows out of it, and the power that
 * goes in at the same time. As read: rows that cannot be used are found out and left out by `usablePoints`.
 */
export interface PairedPoints {
  readonly currentA: Float64Array;
  readonly voltageV: Float64Array;
  readonly inputW: Float64Array;
  /** Without it the noise is taken from the residuals, and chi2 says nothing. */
  readonly noise?: PointNoise;
  /** The load step of each row; rows of one step are left out together in cross-validation. Without it, each its own. */
  readonly step?: Int32Array;
  /** Voltage at the regulator's input: a curve belongs to one. */
  readonly inputVoltageV?: Float64Array;
}

/** Standard uncertainties of each row that differ from row to row; what all rows share belongs in `CommonGains`. */
export interface PointNoise {
  readonly currentA: Float64Array;
  readonly voltageV: Float64Array;
  readonly inputW: Float64Array;
  /** Covariance of input power and current, W A; without it, none. */
  readonly inputCurrent?: Float64Array;
}

/** Why a row was left out; stable, for scripts and tests. */
export type ExclusionReason =
  | "not-finite"
  | "not-positive"
  | "uncertainty-unusable"
  | "duplicate"
  | "other-input-voltage"
  | "more-out-than-in";

/** A row that was not used. */
export interface Exclusion {
  /** Index among the rows as given, from 0. */
  readonly row: number;
  readonly reason: ExclusionReason;
  /** What was found, with the number. */
  readonly message: string;
}

/** Rows that can be used, and an account of the others: rows + exclusions = rows given. */
export interface UsablePoints {
  readonly points: PairedPoints;
  /** For each usable point its row among those given. */
  readonly rows: Int32Array;
  readonly exclusions: readonly Exclusion[];
}

/** How far a row's input voltage may lie from the one the curve is for (1.1: loss depends on it). */
const VIN_TOLERANCE = 0.05;

/**
 * Leaves out what cannot be a point: a number that is none, no current, no power, an uncertainty that is none, a row that
 * repeats an earlier one to the last digit within its step, and rows at another input voltage than the one chosen, if one is.
 */
export function usablePoints(points: PairedPoints, inputVoltageV?: number): UsablePoints {
  const exclusions: Exclusion[] = [];
  const kept: number[] = [];
  const seen = new Seen(points);
  for (let row = 0; row < points.currentA.length; row++) {
    const fault = faultOf(points, row) ?? voltageFault(points, row, inputVoltageV) ?? repeated(seen, row);
    if (fault === undefined) kept.push(row);
    else exclusions.push({ row, ...fault });
  }
  const rows = Int32Array.from(kept);
  return { points: exclusions.length === 0 ? points : selectPoints(points, rows), rows, exclusions };
}

type Fault = Pick<Exclusion, "reason" | "message">;

const measured = [
  ["currentA", "current", "A"],
  ["voltageV", "voltage", "V"],
  ["inputW", "input power", "W"],
] as const;

function faultOf(points: PairedPoints, row: number): Fault | undefined {
  for (const [key, name, unit] of measured) {
    const value = points[key][row] ?? Number.NaN;
    if (!Number.isFinite(value)) return { reason: "not-finite", message: `${name} is ${value}` };
    if (value <= 0) return { reason: "not-positive", message: `${name} is ${value} ${unit}` };
  }
  const { noise } = points;
  if (noise === undefined) return undefined;
  const all = measured.map(([key]) => noise[key][row] ?? Number.NaN);
  const unusable = all.some((u) => !(u >= 0 && Number.isFinite(u))) || all.every((u) => u === 0);
  return unusable || !Number.isFinite(noise.inputCurrent?.[row] ?? 0)
    ? { reason: "uncertainty-unusable", message: `uncertainties of current, voltage and input are ${all.join(", ")}` }
    : undefined;
}

function voltageFault({ inputVoltageV }: PairedPoints, row: number, chosen: number | undefined): Fault | undefined {
  if (inputVoltageV === undefined || chosen === undefined) return undefined;
  const voltage = inputVoltageV[row] ?? Number.NaN;
  return Math.abs(voltage / chosen - 1) <= VIN_TOLERANCE
    ? undefined
    : { reason: "other-input-voltage", message: `taken at ${voltage} V in, and ${chosen} V is chosen` };
}

function repeated(seen: Seen, row: number): Fault | undefined {
  const first = seen.before(row);
  return first === undefined ? undefined : { reason: "duplicate", message: `repeats row ${first} to the last digit` };
}

/** Rows met so far, by a mixture of their numbers; those of one mixture in a chain, so that few need comparing. */
class Seen {
  readonly #points: PairedPoints;
  readonly #latest = new Map<number, number>();
  readonly #before: Int32Array;

  constructor(points: PairedPoints) {
    this.#points = points;
    this.#before = new Int32Array(points.currentA.length);
  }

  /** The earlier row that this one repeats, if there is one; if not, the row is remembered. */
  before(row: number): number | undefined {
    const key = this.#mixture(row);
    const latest = this.#latest.get(key) ?? -1;
    for (let other = latest; other >= 0; other = this.#before[other] ?? -1) if (this.#isSame(row, other)) return other;
    this.#before[row] = latest;
    this.#latest.set(key, row);
    return undefined;
  }

  #mixture(row: number): number {
    const { currentA, voltageV, inputW } = this.#points;
    return (currentA[row] ?? 0) * Math.E + (voltageV[row] ?? 0) * Math.SQRT2 + (inputW[row] ?? 0) * Math.PI;
  }

  #isSame(row: number, other: number): boolean {
    const { currentA, voltageV, inputW, step } = this.#points;
    const columns = [currentA, voltageV, inputW, ...(step ? [step] : [])];
    return columns.every((column) => column[row] === column[other]);
  }
}

/** The named rows of a set of points, in their order. */
export function selectPoints(points: PairedPoints, rows: Int32Array): PairedPoints {
  const pick = (column: Float64Array) => {
    const picked = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i++) picked[i] = column[rows[i] ?? -1] ?? Number.NaN;
    return picked;
  };
  const { noise, step, inputVoltageV } = points;
  return {
    currentA: pick(points.currentA),
    voltageV: pick(points.voltageV),
    inputW: pick(points.inputW),
    ...(noise && { noise: pickNoise(noise, pick) }),
    ...(step && { step: rows.map((row) => step[row] ?? -1) }),
    ...(inputVoltageV && { inputVoltageV: pick(inputVoltageV) }),
  };
}

function pickNoise(noise: PointNoise, pick: (column: Float64Array) => Float64Array): PointNoise {
  const { currentA, voltageV, inputW, inputCurrent } = noise;
  return {
    currentA: pick(currentA),
    voltageV: pick(voltageV),
    inputW: pick(inputW),
    ...(inputCurrent && { inputCurrent: pick(inputCurrent) }),
  };
}

/** True where all input voltages lie within the tolerance of each other's middle; so is it where none is known. */
export function atOneInputVoltage({ inputVoltageV }: PairedPoints): boolean {
  if (inputVoltageV === undefined) return true;
  const { low, high } = extent(inputVoltageV);
  return high - low <= VIN_TOLERANCE * ((low + high) / 2);
}

/** The smallest and the largest of some numbers; Infinity and -Infinity of none. */
export function extent(values: Float64Array): { readonly low: number; readonly high: number } {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}
