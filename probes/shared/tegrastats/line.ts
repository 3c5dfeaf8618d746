/** One rail of a line: its power now, and the mean since the tool was started, as printed. */
export interface Reading {
  readonly rail: string;
  readonly milliwatts: number;
  readonly averageMilliwatts: number;
}

/** What one line of tegrastats says. */
export interface Line {
  /** Its own time, to the second, as if it were UTC: it is local time and does not say of where. */
  readonly stampMs: number | undefined;
  readonly readings: readonly Reading[];
  /** Printed without a unit, as up to L4T R32, whose driver averages in the chip (devices.md A2, A6). */
  readonly unitless: boolean;
}

/** In every line, and once: two of them are two lines that ran into each other. */
const MEMORY = /(?<!I)RAM \d/g;
const WHOLE_MEMORY = /(?:^|\s)RAM \d+\/\d+[kMG]B(?=\s|$)/;

/**
 * `NAME now/mean`, `NAME nowmW/meanmW`, and a third value, the largest, from R39 on (devices.md A6). Sizes of memory
 * end in a unit of their own, temperatures have `@`: neither matches.
 */
const RAIL = /(?<=^|\s)([A-Z][A-Z0-9_]*)\s+(-?\d{1,9})(mW|)\/(-?\d{1,9})\3(?:\/-?\d{1,9}\3)?(?=\s|$)/g;
/** A channel that is connected to nothing; there may be several. */
const NOT_CONNECTED = "NC";

/** Reads one line; undefined for anything else. A rail that is named twice is in none of its readings. */
export function parseLine(text: string): Line | undefined {
  if (text.match(MEMORY)?.length !== 1 || !WHOLE_MEMORY.test(text)) return undefined;
  const matches = [...text.matchAll(RAIL)].filter(([, rail]) => rail !== NOT_CONNECTED);
  const times = new Map<string, number>();
  for (const [, rail = ""] of matches) times.set(rail, (times.get(rail) ?? 0) + 1);
  return {
    stampMs: parseStamp(text),
    readings: matches
      .filter(([, rail = ""]) => times.get(rail) === 1)
      // adding zero makes zero of minus zero
      .map(([, rail = "", now, , mean]) => ({
        rail,
        milliwatts: Number(now) + 0,
        averageMilliwatts: Number(mean) + 0,
      })),
    unitless: matches.some(([, , , unit]) => unit === ""),
  };
}

const STAMP = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d)\s/;

function parseStamp(text: string): number | undefined {
  const [, month, day, year, time] = STAMP.exec(text) ?? [];
  const iso = `${year}-${month}-${day}T${time}.000Z`;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? undefined : ms;
}
