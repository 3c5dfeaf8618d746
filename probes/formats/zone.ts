const HOUR_MS = 3_600_000;

/**
 * Local time of a zone as milliseconds since 1970: `localMs` is the time on the wall as if it were UTC. Of an hour that
 * comes twice, when summer time ends, it is the first.
 */
export function utcOf(localMs: number, zone: string): number {
  const format = formatOf(zone);
  const before = localMs - offsetMs(localMs - 24 * HOUR_MS, format);
  const after = localMs - offsetMs(localMs + 24 * HOUR_MS, format);
  const fits = [before, after].filter((utc) => utc + offsetMs(utc, format) === localMs);
  return fits.length === 0 ? after : Math.min(...fits);
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", { timeZone: zone, timeZoneName: "longOffset" });
  formats.set(zone, made);
  return made;
}

/** How far local time is ahead of UTC at an instant. */
function offsetMs(utc: number, format: Intl.DateTimeFormat): number {
  const name = format.formatToParts(utc).find(({ type }) => type === "timeZoneName")?.value ?? "";
  const [, sign, hours = "0", minutes = "0"] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
  const ahead = Number(hours) * HOUR_MS + Number(minutes) * 60_000;
  return sign === "-" ? -ahead : ahead;
}

/** Whether a zone of that name is known, e.g. Europe/Berlin. */
export function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
