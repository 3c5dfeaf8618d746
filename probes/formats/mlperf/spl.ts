import { parseNumber } from "../../shared/number.js";

const STAMP = /^(\d\d)-(\d\d)-(\d{4}) (\d\d:\d\d:\d\d\.\d{3})$/;
// Multichannel meters append `,Ch1,Watts,...`: the first is the sum (devices.md).
const ROW = /^Time,([^,]+),Watts,([^,]+),Volts,/;

/** One reading of the analyser: milliseconds since 1970, UTC, and watts as they stand there, error values too. */
export interface Reading {
  readonly ms: number;
  readonly watts: number;
}

/** `MM-DD-YYYY HH:MM:SS.mmm`, UTC, as milliseconds since 1970; undefined for anything else. */
export function parseStamp(text: string): number | undefined {
  const [, month, day, year, time] = STAMP.exec(text) ?? [];
  const iso = `${year}-${month}-${day}T${time}Z`;
  const ms = Date.parse(iso);
  return Number.isNaN(ms) || new Date(ms).toISOString() !== iso ? undefined : ms;
}

/** A line of spl.txt, or undefined for one that is none. */
export function parseReading(line: string): Reading | undefined {
  const [, stamp = "", text = ""] = ROW.exec(line) ?? [];
  const ms = parseStamp(stamp);
  const watts = parseNumber(text);
  return ms === undefined || watts === undefined ? undefined : { ms, watts };
}
