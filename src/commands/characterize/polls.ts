import type { Load } from "../../characterize/load.js";
import { loadOf } from "../../characterize/load.js";
import type { Polls } from "../../characterize/trace.js";
import { columnsOf, type Rail } from "../../core/rail.js";
import type { RecordedProbe } from "../../core/recording.js";
import { NANOS_PER_SECOND } from "../../core/units.js";
import type { RecordingToSummarize } from "../summarize-recording.js";

/** What one rail showed at each poll of a recording: watts, or joules of a counter; seconds after the start. */
export function pollsOf(recording: RecordingToSummarize, { name, rails }: RecordedProbe, rail: Rail): Polls {
  const names = columnsOf(rails).map((column) => column.name);
  const columns = rail.columns.map(({ name: column, scale }) => ({ index: names.indexOf(column), scale }));
  const times: number[] = [];
  const values: number[] = [];
  for (const { at, length, columns: data } of recording.samples(name)) {
    for (let i = 0; i < length; i++) {
      times.push((at[i] ?? Number.NaN) / NANOS_PER_SECOND);
      values.push(columns.reduce((product, { index, scale }) => product * scale * (data[index]?.[i] ?? Number.NaN), 1));
    }
  }
  const atS = Float64Array.from(times);
  return { beforeS: atS, afterS: atS, value: Float64Array.from(values) };
}

/** A load by the marks around it: full from each `begin` of the name to its `end`. */
export function loadMarked({ manifest, marks }: RecordingToSummarize, name: string): Load {
  const instant = (at: bigint) => Number(at - manifest.start) / NANOS_PER_SECOND;
  const spans: (readonly [number, number])[] = [];
  let on: number | undefined;
  const named = marks.filter((mark) => mark.name === name);
  for (const { kind, at } of named.toSorted((a, b) => Number(a.at - b.at))) {
    if (kind === "begin") on ??= instant(at);
    else if (on !== undefined) {
      spans.push([on, instant(at)]);
      on = undefined;
    }
  }
  return loadOf(spans);
}

/** Half-width of the worst known edge of the load, s. */
export const edgesWithin = ({ marks }: RecordingToSummarize, name: string): number =>
  marks.reduce((worst, mark) => (mark.name === name ? Math.max(worst, mark.within) : worst), 0);
