import type { Figure, Interval } from "../core/result.js";
import { roundedPair, significant } from "./round.js";

/** What stands where no number can be given. Never a zero. */
export const MISSING = "—";

/** SI prefixes for the units that are printed on their own: base units stay as they are between 0.01 and 10^4. */
const prefixes: readonly (readonly [power: number, prefix: string])[] = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
  [1e-3, "m"],
  [1e-6, "µ"],
  [1e-9, "n"],
];

const scalable: ReadonlySet<string> = new Set(["J", "W"]);

/** What a difference of equal joules or watts leaves behind; no instrument sees a nanojoule. */
const DUST = 1e-9;
const withoutDust = (x: number): number => (Math.abs(x) < DUST ? 0 : x);

/** The factor and the unit in which a magnitude in J or W reads best; compound units are left alone. */
export function scaleFor(magnitude: number, unit: string): { readonly factor: number; readonly unit: string } {
  const base = { factor: 1, unit };
  if (!scalable.has(unit) || !Number.isFinite(magnitude) || magnitude === 0) return base;
  if (magnitude >= 0.01 && magnitude < 1e4) return base;
  const [power, prefix] = prefixes.find(([candidate]) => magnitude >= candidate) ?? [1e-9, "n"];
  return { factor: power, unit: `${prefix}${unit}` };
}

/**
 * `5.70 ± 0.11 W`: U95 with two significant digits, the value rounded to the same place (measurement.md 2.4).
 * A value that is not finite is missing; an uncertainty that is not finite is said to be unknown.
 */
export function figureText(given: Pick<Figure, "value" | "U95">, unit: string): string {
  const figure = scalable.has(unit) ? { value: withoutDust(given.value), U95: withoutDust(given.U95) } : given;
  if (!Number.isFinite(figure.value)) return MISSING;
  const known = Number.isFinite(figure.U95);
  const scale = scaleFor(Math.max(Math.abs(figure.value), known ? Math.abs(figure.U95) : 0), unit);
  const value = figure.value / scale.factor;
  if (!known) return `${significant(value, 3)} ± ? ${scale.unit}`.trimEnd();
  const pair = roundedPair(value, Math.abs(figure.U95) / scale.factor);
  const text = `${pair.value} ± ${pair.uncertainty}`;
  return `${pair.exponent === 0 ? text : `(${text})e${pair.exponent}`} ${scale.unit}`.trimEnd();
}

/** `[120, 135] J`: both bounds in one unit, rounded outwards to three digits of their larger magnitude; `≥ 120 J` without an upper one. */
export function intervalText({ low, high }: Interval, unit: string): string {
  if (high === null) return Number.isFinite(low) ? `≥ ${lowerText(low, unit)}` : MISSING;
  if (!Number.isFinite(low) || !Number.isFinite(high)) return MISSING;
  const magnitude = Math.max(Math.abs(low), Math.abs(high));
  const scale = scaleFor(magnitude, unit);
  const place = placeOf(low / scale.factor, high / scale.factor);
  const bounds = [outward(low / scale.factor, place, Math.floor), outward(high / scale.factor, place, Math.ceil)];
  return `[${bounds.join(", ")}] ${scale.unit}`;
}

function lowerText(low: number, unit: string): string {
  const scale = scaleFor(Math.abs(low), unit);
  return `${outward(low / scale.factor, placeOf(0, low / scale.factor), Math.floor)} ${scale.unit}`;
}

/** The decimal place that shows three digits of the larger bound, or one of the width where that is finer. */
function placeOf(low: number, high: number): number {
  const exponent = (x: number) => (x === 0 ? Number.NEGATIVE_INFINITY : Math.floor(Math.log10(x)));
  const digits = exponent(Math.max(Math.abs(low), Math.abs(high))) - 2;
  const width = exponent(high - low);
  if (!Number.isFinite(digits)) return 0;
  return Math.max(-12, Number.isFinite(width) ? Math.min(digits, width) : digits);
}

/** Rounds away from the interval's inside, so that the printed bounds still hold. */
function outward(x: number, place: number, round: (y: number) => number): string {
  const step = 10 ** -place;
  // A bound that is a whole number of steps already, but for the last bits, stays where it is.
  const steps = x * step;
  const nearest = Math.round(steps);
  const whole = Math.abs(steps - nearest) < 1e-9 * Math.max(1, Math.abs(steps)) ? nearest : round(steps);
  return (whole / step).toFixed(Math.max(0, -place)).replace(/^-(?=0(?:\.0*)?$)/, "");
}

/** A plain number without an uncertainty of its own (a smallest or largest sample), to three significant digits. */
export function plainText(value: number | null, unit: string): string {
  if (value === null || !Number.isFinite(value)) return MISSING;
  const scale = scaleFor(Math.abs(value), unit);
  return `${significant(value / scale.factor, 3)} ${scale.unit}`.trimEnd();
}

/** `2.11..7.44 W`, in the unit that suits the larger one. */
export function rangeText(low: number | null, high: number | null, unit: string): string {
  if (low === null || high === null || !Number.isFinite(low) || !Number.isFinite(high)) return MISSING;
  const scale = scaleFor(Math.max(Math.abs(low), Math.abs(high)), unit);
  const [from, to] = [low, high].map((value) => significant(value / scale.factor, 3));
  return `${from}..${to} ${scale.unit}`;
}

/** Energy in watt-hours beside joules, for totals that a bill or a battery would count: from one watt-hour up. */
export function wattHoursText(energy: Figure): string | undefined {
  if (Math.abs(energy.value) < 3600) return undefined;
  const kilo = Math.abs(energy.value) >= 3.6e7 ? 1000 : 1;
  const figure = { value: energy.value / 3600 / kilo, U95: energy.U95 / 3600 / kilo };
  return figureText(figure, kilo === 1 ? "Wh" : "kWh");
}

/** `812 ms`, `12.31 s`, `1 h 23 min 20 s`. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return MISSING;
  if (seconds < 0.9995) return `${significant(seconds * 1000, 3)} ms`;
  if (seconds < 120) return `${seconds.toFixed(2)} s`;
  const whole = Math.round(seconds);
  const parts = [
    [Math.floor(whole / 3600), "h"],
    [Math.floor(whole / 60) % 60, "min"],
    [whole % 60, "s"],
  ] as const;
  return parts
    .filter(([count], index) => count > 0 || index > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(" ");
}

/** A share as a percentage that never rounds up to whole or down to nothing: 0.9996 is 99.9 %. */
export function shareText(share: number): string {
  if (!Number.isFinite(share)) return MISSING;
  if (share >= 1) return "100 %";
  if (share <= 0) return "0 %";
  const percent = Math.floor(share * 1000 + 1e-9) / 10;
  return percent === 0 ? "<0.1 %" : `${percent.toFixed(1)} %`;
}
