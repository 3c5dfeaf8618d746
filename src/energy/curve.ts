import type { Correction, CurveErrors, Extent, Operating, Outside } from "../core/correction.js";
import type { Finding } from "../core/finding.js";
import type { Rail, SensorWindow } from "../core/rail.js";
import type { Seconds } from "../core/units.js";
import type { SeenColumns } from "./columns.js";
import { type Integral, repeatedAs, type Span } from "./span.js";

/** u of a curve beyond its calibrated range is so many times larger (measurement.md 1.5) [judgement]. */
const EXTRAPOLATED = 3;

/** A rail in a window with the curve that corrects it. */
export interface Curved {
  readonly probe: string;
  readonly rail: Rail;
  readonly span: Span;
  readonly correction: Correction;
  readonly seen: SeenColumns | undefined;
}

/** The extent of what a rail's instrument showed: of its samples, or of the mean powers of a counter. */
export function extentOf({ samples, minW, maxW }: Integral, { rail, seen }: Curved): Extent | undefined {
  if (rail.measures === "power") return seen?.extent;
  return samples < 2 ? undefined : { low: { powerW: minW }, high: { powerW: maxW } };
}

/** Where a window lies against its curve's range: what is outside, and whether a number may be given all the same. */
export interface Place {
  readonly outside: Outside | undefined;
  readonly refused: boolean;
  readonly widen: number;
  readonly findings: readonly Finding[];
}

const inside: Place = { outside: undefined, refused: false, widen: 1, findings: [] };

/** Any sample outside of a curve's range takes the number; up to 10 % beyond it stays where the user allows it. */
export function placeOf(extent: Extent | undefined, curved: Curved): Place {
  const outside = extent && curved.correction.outside(extent);
  if (outside === undefined) return inside;
  const refused = !(outside.near && curved.correction.allowExtrapolation);
  const finding = refused ? refusal(outside, curved) : extrapolation(outside, curved);
  return { outside, refused, widen: EXTRAPOLATED, findings: [finding] };
}

function refusal(outside: Outside, curved: Curved): Finding {
  const more = outside.near ? ", or allow up to 10 % beyond with --allow-extrapolation" : ", or name another curve";
  return {
    ...about(outside, curved),
    code: "outside-curve",
    severity: "invalid",
    remedy: `Calibrate over what this load draws (\`joulemark calibrate regulator\`)${more}`,
  };
}

const extrapolation = (outside: Outside, curved: Curved): Finding => ({
  ...about(outside, curved),
  code: "extrapolated",
  severity: "degraded",
  remedy: `The curve's uncertainty counts ${EXTRAPOLATED} times; calibrate over what this load draws`,
});

function about({ curve, what, unit, value, range: [low, high] }: Outside, { probe, rail, span }: Curved) {
  const holds = Number.isFinite(high) ? `from ${text(low)} to ${text(high)} ${unit}` : `from ${text(low)} ${unit} on`;
  const message = `${rail.id} in window ${span.key}: ${what} reached ${text(value)} ${unit}; the curve ${curve} holds ${holds}`;
  return { message, probe, rail: rail.id };
}

const text = (value: number): string => Number(value.toPrecision(4)).toString();

/**
 * A curve's errors over the loads of a window: at one standard deviation below the mean and one above, which is exact for
 * a polynomial of the second degree; its own averaging added.
 */
export function curveErrors(
  operating: Operating,
  extent: Extent | undefined,
  curved: Curved,
  widen: number,
): CurveErrors {
  const { correction } = curved;
  const middle = correction.errors(operating, widen);
  if (extent === undefined) return middle;
  const spread = curved.seen?.spread ?? 0;
  const points = spread > 0 ? [-spread, spread].map((by) => moved(operating, extent, by)) : [operating];
  const all = points.map((point) => correction.errors(point, widen));
  const averaging = averagingError(operating, extent, curved);
  return {
    sources: [...meanOf(all.map(({ sources }) => sources)), ...averaging],
    shapes: [...all.flatMap(({ shapes }) => shapes), ...averaging.map(([id]) => [id, "rectangular"] as const)],
    dof: all.flatMap(({ dof }) => dof),
    strained: all.some(({ strained }) => strained),
    ...(middle.ratio !== undefined && { ratio: middle.ratio }),
  };
}

type Contributions = CurveErrors["sources"];

function meanOf(lists: readonly Contributions[]): Contributions {
  const sums = new Map<string, number>();
  for (const [id, u] of lists.flat()) sums.set(id, (sums.get(id) ?? 0) + u / lists.length);
  return [...sums];
}

/** A load that much higher, by the current where there is one; no farther than what was seen. */
function moved(operating: Operating, { low, high }: Extent, by: number): Operating {
  const { powerW, currentA, voltageV } = operating;
  const within = (value: number, key: "powerW" | "currentA") =>
    Math.min(high[key] ?? value, Math.max(low[key] ?? value, value));
  if (currentA === undefined || voltageV === undefined) return { powerW: within(powerW + by, "powerW") };
  const amperes = within(currentA + by, "currentA");
  return { powerW: amperes * voltageV, currentA: amperes, voltageV };
}

/**
 * What a sensor that averages hides from a curve that bends (measurement.md 1.6): the mean of a load between two powers
 * is at most that far from the curve of the mean, c (Imax - Imin)^2 / 4 of a quadratic. One-sided, so its full width
 * counts. Between what was seen: what the sensor itself has smoothed away is not in it.
 */
function averagingError(operating: Operating, extent: Extent, { rail, span, correction }: Curved): Contributions {
  const { window } = rail;
  if (window.kind === "instantaneous") return [];
  if (span.loadPeriod !== undefined && span.loadPeriod > smoothedOver(window)) return [];
  const [from, to] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY].map((by) => moved(operating, extent, by));
  if (from === undefined || to === undefined) return [];
  const gap = farthest(correction, from, to);
  return gap === 0 ? [] : [[`${correction.curve}/averaging/${repeatedAs(span)}`, gap / Math.sqrt(3)]];
}

/** How long a sensor smooths over: an exponential is as good as over after five time constants. */
function smoothedOver(window: Exclude<SensorWindow, { kind: "instantaneous" }>): Seconds {
  if (window.kind === "counter") return Number.POSITIVE_INFINITY;
  return window.kind === "lag" ? 5 * window.timeConstant : window.width;
}

const STEPS = 10;
/** Less than this of the power is rounding: a constant efficiency does not bend. */
const ROUNDING = 1e-12;

/** How far the chord between two loads is from the curve. */
function farthest(correction: Correction, from: Operating, to: Operating): number {
  const [start, end] = [correction.at(from), correction.at(to)];
  let largest = 0;
  for (let k = 1; k < STEPS; k++) {
    const share = k / STEPS;
    const chord = start + share * (end - start);
    largest = Math.max(largest, Math.abs(chord - correction.at(between(from, to, share))));
  }
  return largest > ROUNDING * Math.max(Math.abs(start), Math.abs(end)) ? largest : 0;
}

function between(from: Operating, to: Operating, share: number): Operating {
  const mix = (a: number, b: number) => a + share * (b - a);
  const powerW = mix(from.powerW, to.powerW);
  if (from.currentA === undefined || from.voltageV === undefined) return { powerW };
  return { powerW, currentA: mix(from.currentA, to.currentA ?? Number.NaN), voltageV: from.voltageV };
}
