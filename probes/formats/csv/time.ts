/** What a time column may hold: ISO 8601, or a decimal number of one unit. */
export const timeUnits = ["iso", "s", "ms", "us", "ns"] as const;
/** One of `timeUnits`. */
export type TimeUnit = (typeof timeUnits)[number];

const digits = { s: 9, ms: 6, us: 3, ns: 0 } as const;
const DECIMAL = /^(\d{1,19})(?:\.(\d+))?$/;
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,](\d{1,9}))?\s?(Z|[+-]\d\d:\d\d)?$/;
const NANOS_PER_MS = 1_000_000n;
const LARGEST = 2n ** 62n;

/** Whether a time of ISO 8601 does not say of which zone it is. */
export const isZoneless = (text: string): boolean => ISO.test(text) && ISO.exec(text)?.[4] === undefined;

/** A time as whole nanoseconds after the column's zero, exact to the digit; undefined for what is none. ISO without a zone is read as UTC. */
export function parseTime(text: string, unit: TimeUnit): bigint | undefined {
  return unit === "iso" ? parseIso(text) : parseDecimal(text, digits[unit]);
}

function parseDecimal(text: string, places: number): bigint | undefined {
  const [, whole, fraction = ""] = DECIMAL.exec(text) ?? [];
  if (whole === undefined) return undefined;
  const nanos = BigInt(whole + fraction.slice(0, places).padEnd(places, "0"));
  return nanos < LARGEST ? nanos : undefined;
}

function parseIso(text: string): bigint | undefined {
  const [, date, time, fraction = "", zone = "Z"] = ISO.exec(text) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const utc = Date.parse(`${date}T${time}Z`);
  const ms = Date.parse(`${date}T${time}${zone}`);
  // The engine rolls 31 February over to March: such a date is no date.
  if (Number.isNaN(ms) || ms < 0 || !new Date(utc).toISOString().startsWith(`${date}T${time}`)) return undefined;
  return BigInt(ms) * NANOS_PER_MS + BigInt(fraction.padEnd(9, "0"));
}
