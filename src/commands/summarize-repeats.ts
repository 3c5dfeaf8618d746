import type { Finding } from "../core/finding.js";
import type { Result } from "../core/result.js";
import type { RecordingToSummarize } from "./summarize-recording.js";
import { shiftFindings, shiftsOf } from "./summarize-shifts.js";
import { type BothSides, blockFindings, bothSidesOf } from "./summarize-sides.js";
import { statisticsOf } from "./summarize-statistics.js";
import { runDriftFindings } from "./summarize-steady.js";
import type { MeasuredWindow } from "./summarize-subjects.js";
import { targetFindings, targetOf } from "./summarize-target.js";
import { wholeRuns } from "./summarize-work.js";

/** What repeated runs give together. */
export interface Repeats extends Pick<Result, "statistics" | "target"> {
  /** Where two commands were interleaved; they have no statistics together. */
  readonly both?: BothSides;
  readonly findings: readonly Finding[];
}

/** Statistics over the runs that were completed, the target they were made for, and what to know of both. */
export function repeatsOf(recording: RecordingToSummarize, windows: readonly MeasuredWindow[]): Repeats {
  const { manifest, events } = recording;
  const { work, settings } = manifest;
  const both = bothSidesOf(recording, windows);
  if (both !== undefined) return { both, findings: ofBoth(both) };
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

/** What drifts over the session takes trust from a mean, and cancels within blocks. */
const ofBoth = (both: BothSides): readonly Finding[] => [
  ...blockFindings(both),
  ...both.sides.flatMap(({ label, runs }) =>
    runDriftFindings(runs).map(
      (finding): Finding => ({
        ...finding,
        severity: "note",
        message: `${label}: ${finding.message}`,
        remedy: "Nothing to do for the comparison: it is made within blocks, in which this cancels",
      }),
    ),
  ),
];
