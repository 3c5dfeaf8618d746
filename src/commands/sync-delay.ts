import { estimateDelay } from "../characterize/delay.js";
import type { Load } from "../characterize/load.js";
import { widestPhaseGap } from "../characterize/pattern.js";
import type { Trace } from "../characterize/trace.js";
import type { Samples } from "../core/batch.js";
import { asMeasurementError } from "../core/error.js";
import type { Rail } from "../core/rail.js";
import type { PulseEdge, RecordedProbe } from "../core/recording.js";
import { NANOS_PER_SECOND, type Nanoseconds, type Seconds } from "../core/units.js";
import { railValues } from "./rail-values.js";
import { powerIn, windowOf } from "./sync-trace.js";

/** A known load as it was recorded, with the half-width of its edges. */
export interface Pulse {
  readonly load: Load;
  readonly within: Seconds;
}

/** The edges of one pulse as a load; undefined when it was not recorded to its end. */
export function pulseOf(edges: readonly PulseEdge[], start: Nanoseconds): Pulse | undefined {
  if (edges.length < 4 || edges.at(-1)?.level !== 0) return undefined;
  return {
    load: {
      atS: Float64Array.from(edges, ({ at }) => Number(at - start) / NANOS_PER_SECOND),
      level: Float64Array.from(edges, ({ level }) => level),
    },
    within: Math.sqrt(edges.reduce((sum, { within }) => sum + within ** 2, 0) / edges.length),
  };
}

/** What a rail shows of a pulse: how much later than it states, or why that cannot be told. */
export type Seen =
  | { readonly rail: string; readonly delayS: Seconds; readonly uS: Seconds; readonly quality: number }
  | { readonly rail: string; readonly why: string; readonly quality?: number };

/** A pulse of lower quality might as well be another one. */
const LEAST_QUALITY = 2;
/** Instruments are not later than this, nor stamped so much too early. */
const LATEST: Seconds = 2;
const EARLIEST: Seconds = -1;

/** The rail of a probe that tells most of a pulse; when none can, why the best of them cannot. */
export function seenBy({ rails }: RecordedProbe, samples: () => Iterable<Samples>, pulse: Pulse): Seen | undefined {
  const seen = rails.map((rail) => seenOn(rail, railValues(samples(), rails, rail), pulse));
  return seen.reduce<Seen | undefined>(
    (best, one) => (best === undefined || rank(one) < rank(best) ? one : best),
    undefined,
  );
}

/** Smaller is better: found ones by their uncertainty, others after them by their quality. */
const rank = (seen: Seen): number => ("uS" in seen ? seen.uS : 1e6 - (seen.quality ?? 0));

function seenOn(rail: Rail, shown: Trace, pulse: Pulse): Seen {
  const { load, within } = pulse;
  const around = { fromS: (load.atS[0] ?? 0) - LATEST, toS: (load.atS.at(-1) ?? 0) + LATEST };
  const trace = powerIn(shown, rail, around);
  const known = rail.delay?.seconds ?? 0;
  const lagS = rail.window.kind === "lag" ? rail.window.timeConstant : 0;
  const windowS = windowOf(rail, trace);
  const periodS = Math.max(rail.period, windowS);
  try {
    const range = { fromS: EARLIEST + known, toS: LATEST + known };
    const found = estimateDelay(trace, load, { windowS, lagS, periodS, ...range });
    const { quality, delayS, uS, commensurate } = found;
    const of = { rail: rail.id, ...(quality !== undefined && { quality }) };
    if (quality === undefined || quality < LEAST_QUALITY) return { ...of, why: "the load hardly shows in it" };
    if (commensurate) return { ...of, why: "the edges of the load fell on too few phases of its period" };
    // between two samples an edge can lie anywhere
    const between = (widestPhaseGap(load, periodS) * periodS) / Math.sqrt(12);
    const total = Math.hypot(uS ?? between, windowS > 0 ? 0 : between, within / Math.sqrt(3));
    return { rail: rail.id, delayS: delayS - known, uS: total, quality };
  } catch (error) {
    return { rail: rail.id, why: asMeasurementError(error).message };
  }
}
