import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { PmdSettings } from "./settings.js";

/** The authors of these captures take the stream to begin so much before the time they noted. */
const NOTED_LATE_MS = 50;
const MICROS_PER_MS = 1000;

/** A capture: the stream, and what is known of its time. */
export interface Capture {
  readonly path: string;
  /** When the stream began, milliseconds since 1970. */
  readonly startMs?: number;
  /** First and last instant of the measured work, milliseconds since 1970. */
  readonly work?: readonly [from: number, to: number];
  /** Half-width of the instants above against the stream's. */
  readonly withinMs: number;
}

/** A file is the stream alone; a folder may have its time and that of the work beside it. */
export function findCapture(path: string, { startMs }: PmdSettings): Capture {
  if (!isFolder(path)) return { path, withinMs: 0, ...(startMs !== undefined && { startMs }) };
  const [noted] = stampsOf(join(path, "PMD_start_ts.txt"));
  const begun = startMs ?? (noted === undefined ? undefined : noted / MICROS_PER_MS - NOTED_LATE_MS);
  const stamps = stampsOf(join(path, "timestamps.csv"));
  const [first, last] = [stamps.at(0), stamps.at(-1)];
  return {
    path: join(path, "PMD_data.bin"),
    withinMs: startMs === undefined ? NOTED_LATE_MS : 0,
    ...(begun !== undefined && { startMs: begun }),
    ...(first !== undefined && last !== undefined && { work: [first / MICROS_PER_MS, last / MICROS_PER_MS] }),
  };
}

/** What cannot be looked at is left to whoever reads it to refuse. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Microseconds since 1970, one a line; none when the file is absent. What is no such line (a title) is left out. */
function stampsOf(path: string): readonly number[] {
  try {
    return readFileSync(path, "utf8")
      .split(/\r?\n/)
      .filter((line) => /^\d{16}$/.test(line))
      .map(Number);
  } catch {
    return [];
  }
}
