import type { Operating, Slopes } from "../core/correction.js";
import type { Shape } from "../core/quantity.js";
import type { ErrorSource, Rail } from "../core/rail.js";
import { resolutionOfMean } from "../core/stats.js";
import { repeatedAs } from "./span.js";

/** One rail in one window, as its error sources act on it. */
export interface Reached {
  readonly probe: string;
  readonly rail: Rail;
  /** The window's key. */
  readonly key: string;
  readonly seconds: number;
  /** Means of what the instrument showed, uncorrected. */
  readonly operating: Operating;
  readonly scatterW: number;
  /** Of a counter, see `Integral`. */
  readonly carried: number;
  /** d(corrected power)/d(what the instrument shows) at the mean. */
  readonly slopes: Slopes;
  /** Whether an error is inside the curve already. */
  readonly absorbs: (source: ErrorSource) => boolean;
  /** Half-width (W) of what a load in step with the samples hides from them; 0 of all others. */
  readonly aliasedW: number;
}

type Contribution = readonly [id: string, u: number];

/**
 * The instrument's own error sources as contributions to the energy (J). Gain and offset do not shrink with the number of
 * samples (measurement.md 2.4). An error of the current goes through a curve with another slope than one of the voltage
 * (1.5); what a curve was fitted to is inside it (1.4).
 */
export const instrumentSources = (reached: Reached): Contribution[] =>
  actingOn(reached).map((source) => [
    idOf(source, reached),
    reached.rail.measures === "energy-counter" ? counterError(source, reached) : powerError(source, reached),
  ]);

/**
 * How the instrument's own error sources are distributed, where they are not normal. A counter's energy is the difference
 * of two readings: their roundings together are triangular.
 */
export const instrumentShapes = (reached: Reached): (readonly [id: string, shape: Shape])[] =>
  actingOn(reached).flatMap((source) => {
    if (source.distribution === "normal") return [];
    const difference = source.kind === "resolution" && reached.rail.measures === "energy-counter";
    return [[idOf(source, reached), difference ? "triangular" : source.distribution] as const];
  });

const actingOn = ({ rail, absorbs }: Reached): readonly ErrorSource[] =>
  rail.uncertainty.filter((source) => !absorbs(source));

/**
 * A rounding error is another one in each window; gain and offset stay the same. Of a power it counts where no noise moves
 * the readings between two steps, and then repeated runs are rounded alike.
 */
function idOf(source: ErrorSource, { probe, rail, key }: Reached): string {
  const id = source.shared ?? `${probe}/${rail.id}/${source.id}`;
  if (source.kind !== "resolution") return id;
  return `${id}/${rail.measures === "power" ? repeatedAs({ key }) : key}`;
}

function powerError(source: ErrorSource, reached: Reached): number {
  const { seconds, scatterW } = reached;
  if (source.kind === "gain") return standard(source) * gainOf(source, reached) * seconds;
  const slope = slopeOf(source, reached);
  if (source.kind === "offset") return standard(source) * slope * seconds;
  return resolutionOfMean(source.size * Math.abs(slope), scatterW) * seconds;
}

/** A constant offset cancels in the difference of two readings; their rounding does not. */
function counterError(source: ErrorSource, { slopes, seconds, operating, carried }: Reached): number {
  const slope = slopes.powerW;
  if (source.kind === "gain") return standard(source) * operating.powerW * slope * seconds;
  if (source.kind === "resolution") return (source.size / Math.sqrt(6)) * slope * carried;
  return source.of === "energy" ? 0 : standard(source) * slope * seconds;
}

/** What of an error gets through: of the column it acts on, of the power where the rail has no such column. */
function slopeOf({ of }: ErrorSource, { operating, slopes }: Reached): number {
  if (of === "current" && operating.currentA !== undefined) return slopes.currentA;
  return of === "voltage" && operating.voltageV !== undefined ? slopes.voltageV : slopes.powerW;
}

/** What a relative error does: of the column it acts on, of the power where the rail has no such column. */
function gainOf({ of }: ErrorSource, { operating, slopes }: Reached): number {
  const { powerW, currentA, voltageV } = operating;
  if (of === "current" && currentA !== undefined) return currentA * slopes.currentA;
  return of === "voltage" && voltageV !== undefined ? voltageV * slopes.voltageV : powerW * slopes.powerW;
}

function standard({ distribution, size }: ErrorSource): number {
  if (distribution === "rectangular") return size / Math.sqrt(3);
  return distribution === "triangular" ? size / Math.sqrt(6) : size;
}
