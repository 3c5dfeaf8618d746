import { MISSING, plainText } from "./number.js";
import { clean, displayWidth } from "./text.js";
import { ESTIMATE } from "./words.js";

/** What is known while a run is going on. No uncertainty yet: these numbers are to look at, never to report. */
export interface LiveState {
  /** Now; undefined in a gap. */
  readonly watts: number | undefined;
  /** So far; undefined when gaps leave it unknown. */
  readonly joules: number | undefined;
  readonly elapsedS: number;
  /** `idle`, `warm-up 1`, `run 2 of 5`, ... */
  readonly phase: string;
  /** True for a model without a sensor. */
  readonly estimate?: boolean;
}

/** Mean power of each of the last seconds, the oldest first; NaN where no value came. */
export interface PowerHistory {
  readonly second: number;
  readonly means: readonly number[];
  /** How many values the newest mean holds. */
  readonly count: number;
}

/** Seconds that the sparkline shows. */
const SHOWN = 20;

/** Nothing seen yet. */
export const noHistory: PowerHistory = { second: -1, means: [], count: 0 };

/** The history with one more value. Seconds without a value become NaN, a gap in the sparkline. */
export function remember(history: PowerHistory, { watts, elapsedS }: LiveState): PowerHistory {
  const second = Math.floor(elapsedS);
  if (!Number.isFinite(second) || second < history.second) return history;
  const passed = Math.min(second - history.second, SHOWN);
  const means = [...history.means, ...Array.from({ length: passed }, () => Number.NaN)].slice(-SHOWN);
  const count = passed > 0 ? 0 : history.count;
  if (watts === undefined || !Number.isFinite(watts)) return { second, means, count };
  const before = count === 0 ? 0 : (means.at(-1) ?? 0);
  means[means.length - 1] = before + (watts - before) / (count + 1);
  return { second, means, count: count + 1 };
}

const bars = "▁▂▃▄▅▆▇█";

/** Bars from zero to the largest value, so that a steady load looks steady; a space where there is no value. */
export function sparkline(values: readonly number[]): string {
  const largest = Math.max(0, ...values.filter(Number.isFinite));
  return values
    .map((value) => {
      if (!Number.isFinite(value)) return " ";
      const level = largest === 0 ? 0 : Math.ceil((Math.max(0, value) / largest) * bars.length) - 1;
      return bars[Math.max(0, level)] ?? " ";
    })
    .join("");
}

/** Minutes and seconds as a clock shows them: `0:07`, `12:40`, `1:02:03`. */
export function clockText(seconds: number): string {
  if (!Number.isFinite(seconds) || seconds < 0) return MISSING;
  const whole = Math.floor(seconds);
  const two = (part: number) => String(part).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}

/** A number that keeps its place while it changes. */
const steady = (value: number | undefined, unit: string): string =>
  value === undefined || !Number.isFinite(value)
    ? `${MISSING} ${unit}`.padStart(9)
    : plainText(value, unit).padStart(9);

/**
 * The live line, at most `width` columns: watts now, joules so far, elapsed, the last 20 s, phase. What does not fit is left
 * out whole, in the order sparkline, phase, elapsed, joules; an estimate is never shown without its word.
 */
export function liveText(state: LiveState, history: PowerHistory, width: number): string {
  const { watts, joules, elapsedS, phase, estimate } = state;
  const pieces = [
    { rank: 0, text: steady(watts, "W") },
    { rank: 0, text: estimate === true ? ESTIMATE : "" },
    { rank: 1, text: steady(joules, "J") },
    { rank: 2, text: clockText(elapsedS).padStart(5) },
    { rank: 4, text: sparkline(history.means) },
    { rank: 3, text: clean(phase) },
  ].filter(({ text }) => text !== "");
  for (let rank = 4; rank >= 0; rank--) {
    const line = pieces
      .filter((piece) => piece.rank <= rank)
      .map(({ text }) => text)
      .join("  ");
    if (displayWidth(line) <= width) return line;
  }
  return "";
}
