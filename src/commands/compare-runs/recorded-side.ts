import { MeasurementError } from "../../core/error.js";
import type { Quantity } from "../../core/quantity.js";
import { type KnownCurves, toldApart } from "../../correct/told-apart.js";
import { openRecording, type StoredRecording } from "../../recording/reader.js";
import type { CalibrationRequest } from "../calibration.js";
import { planCalibration } from "../calibration-plan.js";
import { curvesOf } from "../compare-sides.js";
import { calibrationOf } from "../stored-calibration.js";
import { summarizeWithWindows } from "../summarize.js";
import { shiftsOf } from "../summarize-shifts.js";
import { meanOfRuns, numbersOfRuns, type RunNumbers } from "../summarize-statistics.js";
import { isIdle, type MeasuredWindow } from "../summarize-subjects.js";
import { wholeRuns, workCount } from "../summarize-work.js";
import { averaged } from "./conditions.js";
import type { RunsSide, SideNumber } from "./side.js";
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

interface Placed {
  readonly label: string;
  readonly runs: readonly MeasuredWindow[];
  readonly place: (q: Quantity) => Quantity;
}

/** The mean of a number over the runs, or the number of the only one; undefined where no run gives it. */
export function sideNumber(numbers: RunNumbers, { label, runs, place }: Placed): SideNumber | undefined {
  const { of, what, unit } = numbers;
  const subject = { of, what, unit, ...subjectOf(of, runs) };
  const several = meanOfRuns(numbers);
  if (several !== undefined) {
    const { mean, sd, runs: count, own } = several;
    return { ...subject, runs: count, sd, mean: place(mean), scatter: `${label}: ${own}` };
  }
  const only = numbers.values.find((value) => value !== null);
  return only === undefined ? undefined : { ...subject, runs: 1, sd: null, mean: place(only), scatter: undefined };
}

function subjectOf(
  of: string,
  runs: readonly MeasuredWindow[],
): Pick<SideNumber, "kind" | "probe" | "point" | "coverage"> {
  if (of === "command") return { kind: "command", probe: "", point: null, coverage: null };
  const named = ({ probe, name }: { readonly probe: string; readonly name: string }) =>
    of === name || of === `${probe}/${name}`;
  const found = runs.flatMap(({ totals, rails }) => [
    ...totals.map(({ probe, total, point, coverage }) => ({
      kind: "total" as const,
      probe,
      name: total.name,
      point,
      coverage,
    })),
    ...rails.map(({ probe, rail, correction, coverage }) => ({
      kind: "rail" as const,
      probe,
      name: rail.id,
      point: correction.to,
      coverage,
    })),
  ]);
  const own = found.filter(named);
  const [first] = own;
  if (first === undefined) return { kind: "rail", probe: "", point: null, coverage: null };
  return {
    kind: first.kind,
    probe: first.probe,
    point: first.point,
    coverage: Math.min(...own.map(({ coverage }) => coverage)),
  };
}
