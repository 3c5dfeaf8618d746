import type { Result } from "../../core/result.js";
import type { Fact, PageData } from "../../report/html/page-data.js";
import { summarize } from "../summarize.js";
import type { RecordingToSummarize, SummarizeOptions } from "../summarize-recording.js";
import { reproductionOf } from "./reproduce.js";
import { TraceTaps } from "./trace-taps.js";

/** A recording as a result, and what a page shows beside it; in one pass over the samples. */
export function summarizeForPage(
  recording: RecordingToSummarize,
  options: SummarizeOptions,
  version: string,
): { readonly result: Result; readonly page: PageData } {
  const taps = new TraceTaps(recording, options);
  const result = summarize(recording, { ...options, watch: taps.watch });
  const page: PageData = {
    result,
    timeline: taps.timeline(result),
    curves: taps.curves(),
    facts: factsOf(recording, version),
    reproduction: reproductionOf(recording.manifest, recording.folder),
    version,
  };
  return { result, page };
}

/** What the recording says of its making and the result does not. */
function factsOf({ manifest }: RecordingToSummarize, version: string): readonly Fact[] {
  const rails = manifest.probes.flatMap(({ name, rails: own }) =>
    own.flatMap(({ id, note }): Fact[] => (note === undefined ? [] : [[`${name}/${id}`, note]])),
  );
  return [
    ["joulemark", manifest.version === version ? version : `${manifest.version}; this page by ${version}`],
    ...rails,
  ];
}
