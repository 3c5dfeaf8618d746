import { MeasurementError } from "../../../src/core/error.js";
import { type Line, parseLine } from "../../shared/tegrastats/line.js";
import { readLines } from "../lines.js";

const ENOUGH_LINES = 4096;
/** Lines before the first of the tool's. */
const LONGEST_PREAMBLE = 100;
/** A log may begin with what `date` says; only UTC is a zone that says of where it is. */
const DATE = /^[A-Z][a-z]{2} ([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d:\d\d) UTC (\d{4})$/;

/** What the beginning of a log tells. */
export interface Beginning {
  /** The line whose rails most lines have. */
  readonly line: Line;
  /** Of the lines that have one; none when most lines have none. */
  readonly stamps: readonly number[];
  /** Milliseconds since 1970 by a `date` before the first line. */
  readonly dateMs: number | undefined;
}

/** Reads as much of a log as is needed. Throws NO_DATA when no line shows a rail. */
export async function readBeginning(path: string): Promise<Beginning> {
  const lines: Line[] = [];
  let others = 0;
  let dateMs: number | undefined;
  for await (const block of readLines(path)) {
    for (const { text, whole } of block) {
      const line = whole ? parseLine(text) : undefined;
      if (line !== undefined) lines.push(line);
      else if (lines.length === 0) {
        others++;
        dateMs ??= parseDate(text);
      }
    }
    if (lines.length >= ENOUGH_LINES || (lines.length === 0 && others > LONGEST_PREAMBLE)) break;
  }
  const line = commonest(lines);
  if (line === undefined) throw noLine(path, lines.length > 0);
  const stamps = lines.flatMap(({ stampMs }) => stampMs ?? []);
  return { line, stamps: stamps.length * 2 > lines.length ? stamps : [], dateMs };
}

function parseDate(text: string): number | undefined {
  const [, month, day, time, year] = DATE.exec(text.trim()) ?? [];
  const ms = Date.parse(`${day} ${month} ${year} ${time} UTC`);
  return Number.isNaN(ms) ? undefined : ms;
}

/** One damaged line must not decide which rails there are. */
function commonest(lines: readonly Line[]): Line | undefined {
  const counts = new Map<string, { readonly line: Line; count: number }>();
  for (const line of lines.filter(({ readings }) => readings.length > 0)) {
    const key = line.readings.map(({ rail }) => rail).join();
    const entry = counts.get(key) ?? { line, count: 0 };
    entry.count++;
    counts.set(key, entry);
  }
  return [...counts.values()].sort((a, b) => b.count - a.count)[0]?.line;
}

const noLine = (path: string, some: boolean): MeasurementError =>
  some
    ? new MeasurementError(
        "NO_DATA",
        `${path} shows no power of any rail`,
        "This board has no monitor (as Nano 2GB), or the lines were cut: look at the file",
      )
    : new MeasurementError(
        "NO_DATA",
        `${path} has no line of tegrastats`,
        "Lines of tegrastats have RAM 721/31927MB and rails like VDD_IN 4067/4067; import any table with `import csv`",
      );
