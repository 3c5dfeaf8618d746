import type { RecordingEntry } from "../recording/entries.js";

const KIB = 1024;
const units = ["B", "KiB", "MiB", "GiB", "TiB"];

/** A size for people: `1.5 MiB`. */
export function bytesText(bytes: number): string {
  const power = Math.min(units.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(KIB)));
  return `${(bytes / KIB ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}

/** A duration for people: `12.3 s`, `2 h 05 min`; `?` when it is not known. */
export function durationText(durationS: number | undefined): string {
  if (durationS === undefined) return "?";
  if (durationS < 60) return `${durationS.toFixed(1)} s`;
  const minutes = Math.floor(durationS / 60);
  if (minutes < 60) return `${minutes} min ${String(Math.floor(durationS % 60)).padStart(2, "0")} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}

/** Longest command shown; `runs show` has all of it. */
const COMMAND_WIDTH = 60;

/** Recordings as a table with a header. */
export function recordingsTable(entries: readonly RecordingEntry[]): string {
  const rows = [["ID", "STARTED", "DURATION", "SIZE", "STATE", "NAME", "COMMAND"], ...entries.map(cellsOf)];
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  const line = (row: readonly string[]) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ");
  return rows.map((row) => `${line(row).trimEnd()}\n`).join("");
}

function cellsOf(entry: RecordingEntry): string[] {
  const { id, startedAt, durationS, bytes, name = "", command } = entry;
  const started = startedAt?.slice(0, 19).replace("T", " ") ?? "?";
  const words = command.join(" ").replaceAll(/\s+/g, " ");
  const shown = words.length > COMMAND_WIDTH ? `${words.slice(0, COMMAND_WIDTH - 3)}...` : words;
  return [id, started, durationText(durationS), bytesText(bytes), stateOf(entry), name, shown];
}

function stateOf({ damage, complete }: RecordingEntry): string {
  if (damage !== undefined) return "damaged";
  return complete ? "complete" : "cut off";
}
