import type { Correction, Operating } from "../../core/correction.js";
import type { Rail } from "../../core/rail.js";
import { instrumentSources } from "../../energy/sources.js";

const STEPS = 24;
/** Of a normal distribution: what is known of an instrument's gain and offset counts as known, not estimated. */
const COVERAGE_95 = 1.96;

/** A rail whose errors are asked for. */
interface Instrument {
  readonly rail: Rail;
  readonly correction: Correction;
  operating(powerW: number): Operating;
}

/**
 * U95 of what is shown at a power: of the instrument's gain and offset, and of its curve; noise, rounding and what the
 * samples missed are of a window and not of an instant. Pairs of corrected watts and U95, both in W, watts increasing.
 */
export function withinOf(
  probe: string,
  instrument: Instrument,
  highestW: number,
): readonly (readonly [number, number])[] {
  const { rail, correction } = instrument;
  // nobody knows how wrong a model is at an instant
  if (rail.point === "estimate" || !(highestW > 0)) return [];
  const pairs = Array.from({ length: STEPS + 1 }, (_, k) => {
    const operating = instrument.operating((1.2 * highestW * k) / STEPS);
    return [correction.at(operating), COVERAGE_95 * errorAt(probe, instrument, operating)] as const;
  });
  return pairs.filter(([watts, u95]) => Number.isFinite(watts) && Number.isFinite(u95)).sort(([a], [b]) => a - b);
}

/** Standard uncertainty of the corrected power at an operating point, W. */
export function errorAt(probe: string, { rail, correction }: Instrument, operating: Operating): number {
  const systematic = rail.uncertainty.filter(({ kind }) => kind !== "resolution");
  const own = instrumentSources({
    probe,
    rail: { ...rail, uncertainty: systematic },
    key: "",
    seconds: 1,
    operating,
    scatterW: 0,
    carried: 0,
    slopes: correction.slopes(operating),
    absorbs: (source) => correction.absorbs(source),
    aliasedW: 0,
  });
  const ofCurve = correction.curve === null ? [] : correction.errors(operating, 1).sources;
  return Math.hypot(...[...own, ...ofCurve].map(([, watts]) => watts));
}
