import { MeasurementError } from "../../core/error.js";

const HOURS: Readonly<Record<string, number>> = { h: 1, d: 24, w: 168, y: 8760 };
const MOST_HOURS = 100 * 8760;

/** `30d` as hours. Throws CONFIG for anything but a whole number of h, d, w or y; `forever` is 0, as InfluxDB has it. */
export function hoursOf(flag: string, text: string): number {
  if (text.trim() === "forever") return 0;
  const [, count = "", unit = ""] = /^(\d{1,6})([hdwy])$/.exec(text.trim()) ?? [];
  const hours = Number(count) * (HOURS[unit] ?? Number.NaN);
  if (hours >= 1 && hours <= MOST_HOURS) return hours;
  throw new MeasurementError(
    "CONFIG",
    `${flag} must be a time such as 12h, 30d, 8w or 2y, or forever; ${JSON.stringify(text)} is not`,
    `Give ${flag} a whole number and one of h, d, w, y, e.g. ${flag} 30d`,
  );
}

/** Hours as InfluxDB says them in its lists: `720h0m0s`; 0 for a text that is none, and for ever. */
export const hoursIn = (text: string): number => Number(/^(\d+)h/.exec(text)?.[1] ?? 0);

/** Hours for people. */
export function hoursText(hours: number): string {
  if (hours === 0) return "for ever";
  return hours % 24 === 0 ? `${hours / 24} days` : `${hours} hours`;
}
