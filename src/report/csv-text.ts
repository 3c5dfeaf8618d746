/** What a field can hold; null and undefined are missing. */
export type CsvCell = string | number | null | undefined;

/** RFC 4180: quoted when it must be, quotes doubled; missing and not finite are empty, never 0. */
function field(cell: CsvCell): string {
  if (cell === null || cell === undefined) return "";
  if (typeof cell === "number") return Number.isFinite(cell) ? String(cell) : "";
  return /[",\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

/** A header and its lines in full precision. Lines end in CRLF. */
export const csvText = (titles: readonly string[], rows: readonly (readonly CsvCell[])[]): string =>
  [titles, ...rows].map((cells) => `${cells.map(field).join(",")}\r\n`).join("");
