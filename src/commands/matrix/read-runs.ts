import type { Finding } from "../../core/finding.js";
import type { ConditionResult } from "../../core/result.js";
import { openRecording } from "../../recording/reader.js";
import { calibrated } from "../stored-calibration.js";
import { summarizeWithWindows } from "../summarize.js";
import { type Mean, meansOf } from "../summarize-statistics.js";
import type { MeasuredWindow } from "../summarize-subjects.js";
import { isWorked, wholeRuns } from "../summarize-work.js";
import type { Outcome } from "./outcomes.js";

/** What the recordings of one run say together. */
export interface RunNumbers {
  /** Ids of those that gave a number, in the order of the blocks. */
  readonly recordings: readonly string[];
  readonly means: readonly Mean[];
  /** The windows in which the work was done. */
  readonly windows: readonly MeasuredWindow[];
  /** Of each recording. */
  readonly conditions: readonly (readonly ConditionResult[])[];
  readonly findings: readonly (readonly Finding[])[];
}

/** Reads the recordings of those outcomes that gave a number: a pure function of what they hold. */
export async function readRuns(run: string, outcomes: readonly Outcome[]): Promise<RunNumbers> {
  const read = [];
  for (const { folder, failure, block } of outcomes)
    if (folder !== undefined && failure === undefined) read.push(await readRun(folder, { load: run, run: block + 1 }));
  const good = read.filter(({ windows }) => windows.length > 0);
  const windows = good.flatMap((one) => one.windows);
  return {
    recordings: good.map(({ id }) => id),
    means: meansOf(windows, good[0]?.work),
    windows,
    conditions: windows.map(({ conditions }) => conditions),
    findings: read.map(({ findings }) => findings),
  };
}

async function readRun(folder: string, place: { readonly load: string; readonly run: number }) {
  const recording = openRecording(folder);
  const { manifest } = recording;
  const { result, windows } = summarizeWithWindows(recording, { ...(await calibrated(manifest)), place });
  const worked = wholeRuns(windows, manifest.work).filter((window) => isWorked(window, manifest.work));
  return { id: manifest.id, work: manifest.work, windows: worked, findings: result.quality.findings };
}
