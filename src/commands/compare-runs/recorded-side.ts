import { MeasurementError } from "../../core/error.js";
import { type KnownCurves, toldApart } from "../../correct/told-apart.js";
import { openRecording, type StoredRecording } from "../../recording/reader.js";
import type { CalibrationRequest } from "../calibration.js";
import { planCalibration } from "../calibration-plan.js";
import { curvesOf } from "../compare-sides.js";
import { calibrationOf } from "../stored-calibration.js";
import { summarizeWithWindows } from "../summarize.js";
import { shiftsOf } from "../summarize-shifts.js";
import { numbersOfRuns } from "../summarize-statistics.js";
import { isIdle, type MeasuredWindow } from "../summarize-subjects.js";
import { wholeRuns, workCount } from "../summarize-work.js";
import { averaged } from "./conditions.js";
import type { RunsSide } from "./side.js";
import { sideNumber } from "./side-number.js";
import { deviceKey, placing } from "./sources.js";

/** How a recording is read for a comparison. */
export interface SideOptions {
  readonly label: string;
  /** Curves in place of those that the recording keeps. */
  readonly said: CalibrationRequest;
  /** The curves of the sides before it, so that two of one name are told apart. */
  readonly known: KnownCurves;
}

/** A recording as a side. Throws NO_DATA where no run of it ended well. */
export async function recordedSide(folder: string, { label, said, known }: SideOptions): Promise<RunsSide> {
  const recording = openRecording(folder);
  const { manifest } = recording;
  const { host, probes, work, name, version } = manifest;
  const calibration = await calibrationOf(manifest, said);
  const curves = toldApart(calibration.curves, known);
  const options = planCalibration({ ...calibration, curves }, probes, host.hostname);
  const { result, windows } = summarizeWithWindows(recording, options);
  if (result.comparison !== undefined) throw twoCommands(manifest.id);
  const runs = comparedRuns(recording, windows);
  const counts = runs.flatMap(({ execution }) => workCount(work, execution) ?? []);
  const [first] = runs;
  const used = curvesOf(windows);
  const shared = {
    ...{ host, probes },
    curves: used.flatMap(({ curve }) => curve.split(" + ")),
    synced: new Set((result.sync ?? []).flatMap(({ probe, used: is }) => (is ? [probe] : []))),
  };
  const place = placing(label, shared);
  const numbers = numbersOfRuns(runs, work, shiftsOf(recording.events));
  return {
    ...{ label, name, version, host, curves: used },
    id: manifest.id,
    command: manifest.command,
    runs: runs.length,
    work: work === undefined || counts.length === 0 ? undefined : { unit: work.unit, counts },
    load: result.run.load,
    conditions: averaged(runs.map(({ conditions }) => conditions)),
    quality: result.quality,
    window: first?.window.name ?? "",
    numbers: numbers.flatMap((one) => sideNumber(one, { label, runs, place }) ?? []),
    devices: new Map(probes.map((probe) => [probe.name, deviceKey(host, probe)])),
  };
}

const twoCommands = (id: string): MeasurementError =>
  new MeasurementError(
    "INCOMPARABLE",
    `${id} holds the runs of two commands, interleaved: it is a comparison by itself`,
    `See that one alone: joulemark compare ${id}`,
  );

/** The runs that ended well, or of a recording in which nothing was run its first window. */
function comparedRuns(recording: StoredRecording, windows: readonly MeasuredWindow[]): readonly MeasuredWindow[] {
  const runs = wholeRuns(windows, recording.manifest.work);
  if (runs.length > 0) return runs;
  const first = windows.find((window) => !isIdle(window));
  if (recording.executions.length === 0 && first !== undefined) return [first];
  throw new MeasurementError(
    "NO_DATA",
    `No run of ${recording.manifest.id} ended well: there is nothing to compare`,
    "See why its command failed (joulemark report), and measure again",
  );
}
