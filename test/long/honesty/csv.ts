import type { Rail } from "../../../src/core/rail.js";
import { csvHeader, csvLines } from "../../../src/recording/csv.js";
import { exportColumns } from "../../../src/recording/export-columns.js";
import { rowsOf } from "../../../src/recording/export-rows.js";
import type { StoredRecording } from "../../../src/recording/reader.js";
import { wallClockOf } from "../../../src/recording/wall.js";
import type { TrueWindow } from "./play.js";

/** One exported column against time: the text as another program would read it. */
export interface Curve {
  readonly at: readonly number[];
  readonly watts: readonly number[];
}

/** Exports the probe as CSV and reads the power of each rail back from the text; an empty cell is NaN. */
export function curvesOf(recording: StoredRecording, rails: readonly Rail[]): Curve[] {
  const { manifest, events } = recording;
  const columns = exportColumns({ rails });
  let text = csvHeader(columns);
  for (const rows of rowsOf(recording.samples("meter"), columns, 64))
    text += csvLines(rows, manifest.start, wallClockOf(manifest, events));
  const [names = [], ...lines] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.split(","));
  const column = (name: string) => lines.map((cells) => Number(cells[names.indexOf(name)] || Number.NaN));
  return rails.map(({ id }) => ({ at: column("t_s"), watts: column(`${id}_w`) }));
}

/** Trapezoids between the samples inside, the outermost held to the edges (measurement.md 4.1). */
export function integrate({ at, watts }: Curve, { from, to }: TrueWindow): number {
  const inside = at.flatMap((t, k) => (t >= from && t <= to ? [{ t, p: watts[k] ?? Number.NaN }] : []));
  const points = [{ t: from, p: inside[0]?.p ?? Number.NaN }, ...inside, { t: to, p: inside.at(-1)?.p ?? Number.NaN }];
  return points
    .slice(1)
    .reduce((sum, { t, p }, k) => sum + ((p + (points[k]?.p ?? p)) / 2) * (t - (points[k]?.t ?? t)), 0);
}
