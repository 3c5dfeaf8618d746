import { MeasurementError } from "../core/error.js";

const MINUTE_MS = 60e3;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Instants, in UTC milliseconds, at which clocks of a zone show a local time: none, one, or two where they repeat an hour. */
export type LocalTime = (localMs: number) => readonly number[];

/**
 * Reads local times of a zone: `UTC`, a fixed offset as `+02:00`, or an IANA name. `localMs` is the local time as if it
 * were UTC, in milliseconds since 1970.
 */
export function localTimeIn(zone: string): LocalTime {
  const fixed = fixedOffsetMs(zone);
  if (fixed !== undefined) return (localMs) => (Number.isFinite(localMs) ? [localMs - fixed] : []);
  const offsetAt = offsetsOf(zone);
  return (localMs) => {
    const offsets = new Set([offsetAt(localMs - DAY_MS), offsetAt(localMs + DAY_MS)]);
    const instants = [...offsets].map((offset) => localMs - offset).filter((utc) => offsetAt(utc) === localMs - utc);
    return instants.sort((a, b) => a - b);
  };
}

function fixedOffsetMs(zone: string): number | undefined {
  if (zone === "UTC" || zone === "Z") return 0;
  const match = /^(?<sign>[+-])(?<hours>[01]\d|2[0-3]):?(?<minutes>[0-5]\d)$/.exec(zone);
  if (match?.groups === undefined) return undefined;
  const { sign, hours, minutes } = match.groups;
  return (sign === "-" ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
}

/** Local minus UTC of a zone at an instant, in milliseconds; NaN at what is no instant. */
function offsetsOf(zone: string): (utcMs: number) => number {
  const format = formatOf(zone);
  return (utcMs) => {
    if (!(Math.abs(utcMs) <= 8.64e15)) return Number.NaN;
    const second = Math.floor(utcMs / 1e3) * 1e3;
    const parts = new Map(format.formatToParts(second).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? Number.NaN;
    const time = [part("hour"), part("minute"), part("second")] as const;
    return Date.UTC(part("year"), part("month") - 1, part("day"), ...time) - second;
  };
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const numeric = "numeric";
  const fields = {
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  } as const;
  try {
    return new Intl.DateTimeFormat("en-US", { timeZone, hourCycle: "h23", ...fields });
  } catch (cause) {
    throw new MeasurementError(
      "CONFIG",
      `No time zone is called ${JSON.stringify(timeZone)}`,
      "Give UTC, an offset as +02:00, or a name as Europe/Amsterdam (timedatectl list-timezones lists them)",
      { cause },
    );
  }
}
