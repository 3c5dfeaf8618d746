import type { Correction } from "../core/correction.js";
import type { Shape } from "../core/quantity.js";
import type { ErrorSource, Rail } from "../core/rail.js";
import { resolutionOfMean } from "../core/stats.js";

/** One rail in one window, as its error sources act on it. */
export interface Reached {
  readonly probe: string;
  readonly rail: Rail;
  /** The window's key. */
  readonly key: string;
  readonly seconds: number;
  /** Mean of the raw power, and of each column where there are several. */
  readonly rawW: number;
  readonly columnMeans: readonly number[] | undefined;
  readonly scatterW: number;
  /** Of a counter, see `Integral`. */
  readonly carried: number;
  /** d(corrected power)/d(raw power) at the mean. */
  readonly slope: number;
}

type Contribution = readonly [id: string, u: number];

/**
 * The instrument's own error sources as contributions to the energy (J). Gain and offset do not shrink with the number of
 * samples (measurement.md 2.4).
 */
export const instrumentSources = (reached: Reached): Contribution[] =>
  reached.rail.uncertainty.map((source) => [
    idOf(source, reached),
    reached.rail.measures === "energy-counter" ? counterError(source, reached) : powerError(source, reached),
  ]);

/** How the instrument's own error sources are distributed, where they are not normal. */
export const instrumentShapes = (reached: Reached): (readonly [id: string, shape: Shape])[] =>
  reached.rail.uncertainty.flatMap((source) =>
    source.distribution === "normal" ? [] : [[idOf(source, reached), source.distribution] as const],
  );

/** A rounding error is another one in each window; gain and offset stay the same. */
function idOf(source: ErrorSource, { probe, rail, key }: Reached): string {
  const id = source.shared ?? `${probe}/${rail.id}/${source.id}`;
  return source.kind === "resolution" ? `${id}/${key}` : id;
}

function powerError(source: ErrorSource, reached: Reached): number {
  const { slope, seconds, rawW, scatterW } = reached;
  const toJoules = slope * seconds;
  if (source.kind === "gain") return standard(source) * rawW * toJoules;
  const sensitivity = sensitivityOf(source, reached);
  if (source.kind === "offset") return standard(source) * sensitivity * toJoules;
  return resolutionOfMean(source.size * Math.abs(sensitivity), scatterW) * toJoules;
}

/** A constant offset cancels in the difference of two readings; their rounding does not. */
function counterError(source: ErrorSource, { slope, seconds, rawW, carried }: Reached): number {
  if (source.kind === "gain") return standard(source) * rawW * slope * seconds;
  if (source.kind === "resolution") return (source.size / Math.sqrt(6)) * slope * carried;
  return source.of === "energy" ? 0 : standard(source) * slope * seconds;
}

/** d(power)/d(column): the product of the other columns' means, 1 for an error of the power itself. */
function sensitivityOf({ of }: ErrorSource, { rail, columnMeans }: Reached): number {
  if (of === "power" || columnMeans === undefined) return 1;
  const own = rail.columns.findIndex(({ quantity }) => quantity === of);
  return own < 0 ? 1 : columnMeans.reduce((product, mean, k) => (k === own ? product : product * mean), 1);
}

function standard({ distribution, size }: ErrorSource): number {
  if (distribution === "rectangular") return size / Math.sqrt(3);
  return distribution === "triangular" ? size / Math.sqrt(6) : size;
}

/** Slope of a correction at a power, from the correction itself. */
export function slopeAt(correction: Correction, powerW: number): number {
  if (correction.curve === null) return 1;
  const half = Math.max(1e-4 * Math.abs(powerW), 1e-6);
  const pair = Float64Array.of(powerW - half, powerW + half);
  correction.apply(pair, 2);
  return ((pair[1] ?? Number.NaN) - (pair[0] ?? Number.NaN)) / (2 * half);
}

/** A power through a correction. */
export function corrected(correction: Correction, powerW: number): number {
  const one = Float64Array.of(powerW);
  correction.apply(one, 1);
  return one[0] ?? Number.NaN;
}
