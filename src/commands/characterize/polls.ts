import type { Load } from "../../characterize/load.js";
import { loadOf } from "../../characterize/load.js";
import type { Polls } from "../../characterize/trace.js";
import type { Rail } from "../../core/rail.js";
import type { RecordedProbe } from "../../core/recording.js";
import { NANOS_PER_SECOND } from "../../core/units.js";
import { railValues } from "../rail-values.js";
import type { RecordingToSummarize } from "../summarize-recording.js";

/** What one rail showed at each poll of a recording, which keeps one instant of each. */
export function pollsOf(recording: RecordingToSummarize, { name, rails }: RecordedProbe, rail: Rail): Polls {
  const { atS, value } = railValues(recording.samples(name), rails, rail);
  return { beforeS: atS, afterS: atS, value };
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
