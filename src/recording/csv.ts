import type { ExportColumn } from "./export-columns.js";
import type { ExportRows } from "./export-rows.js";
import type { WallClock } from "./wall.js";

/** Rows turned to text at a time. */
export const CSV_ROWS = 4096;

const NANOS_PER_SECOND = 1e9;

/** The first line: every name ends in its unit (RFC 4180). */
export const csvHeader = (columns: readonly ExportColumn[]): string =>
  `${["t_s", "monotonic_ns", "wall", ...columns.map(({ name }) => quoted(name))].join(",")}\n`;

/** Rows as lines of text; a gap is an empty cell, never a zero. */
export function csvLines({ at, values }: ExportRows, start: bigint, wall: WallClock): string {
  let lines = "";
  for (const [row, atNs] of at.entries()) {
    lines += `${atNs / NANOS_PER_SECOND},${start + BigInt(atNs)},${wallText(wall(atNs))}`;
    for (const column of values) lines += `,${cell(column[row] ?? Number.NaN)}`;
    lines += "\n";
  }
  return lines;
}

const cell = (value: number): string => (Number.isNaN(value) ? "" : String(value));

const quoted = (name: string): string => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name);

/** ISO 8601 in UTC to the microsecond, of which Date knows only milliseconds. */
function wallText(wallMs: number): string {
  const micros = Math.round(wallMs * 1000);
  const iso = new Date(Math.floor(micros / 1000)).toISOString();
  return `${iso.slice(0, -1)}${String(((micros % 1000) + 1000) % 1000).padStart(3, "0")}Z`;
}
