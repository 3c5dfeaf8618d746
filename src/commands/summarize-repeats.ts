import type { Finding } from "../core/finding.js";
import type { Result } from "../core/result.js";
import type { RecordingToSummarize } from "./summarize-recording.js";
import { shiftFindings, shiftsOf } from "./summarize-shifts.js";
import { statisticsOf } from "./summarize-statistics.js";
import { runDriftFindings } from "./summarize-steady.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import { targetFindings, targetOf } from "./summarize-target.js";
import { wholeRuns } from "./summarize-work.js";

/** What repeated runs give together. */
export interface Repeats extends Pick<Result, "statistics" | "target"> {
  readonly findings: readonly Finding[];
}

/** Statistics over the runs that were completed, the target they were made for, and what to know of both. */
export function repeatsOf({ manifest, events }: RecordingToSummarize, windows: readonly MeasuredWindow[]): Repeats {
  const { work, settings } = manifest;
  const runs = wholeRuns(windows, work);
  const shifts = shiftsOf(events);
  const statistics = statisticsOf(runs, work, shifts);
  const target = targetOf(events, statistics);
  return {
    statistics,
    ...(target !== undefined && { target }),
    findings: [
      // where starts were shifted, runs are to differ
      ...(shifts.size === 0 ? runDriftFindings(runs) : shiftFindings(runs, shifts)),
      ...targetFindings(settings["targetUncertainty"], target, statistics),
    ],
  };
}
