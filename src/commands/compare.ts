import { MeasurementError } from "../core/error.js";
import { type KnownCurves, toldApart } from "../correct/told-apart.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { openRecording } from "../recording/reader.js";
import { formatComparison } from "../report/compare-table.js";
import { type CalibrationFlags, type CalibrationRequest, readCalibration } from "./calibration.js";
import { planCalibration } from "./calibration-plan.js";
import { compareSides, type Side } from "./compare-sides.js";
import type { Context } from "./context.js";
import { tableStyle } from "./report.js";
import { calibrationOf } from "./stored-calibration.js";
import { summarizeWithWindows } from "./summarize.js";
import { checkWritable, writeText } from "./write-result.js";

/** What `compare` can be told. */
export interface CompareFlags extends CalibrationFlags {
  readonly json?: string;
  readonly out?: string;
}

/** The run as its recording keeps it, when it is held against a single calibration. */
const AS_RECORDED = "as recorded";

/**
 * One run under several calibrations side by side, as a table and as JSON. A calibration is the words of one
 * `--calibration`, several curves with a comma between them; `none` is raw.
 */
export async function compare(run: string | undefined, flags: CompareFlags, context: Context): Promise<void> {
  const words = flags.calibration ?? [];
  if (words.length === 0) throw nothingToCompare();
  const json = flags.json === undefined ? [] : [{ format: "json" as const, path: flags.json }];
  checkWritable(json, context.cwd);
  const folder = findRecording(flags.out ?? recordingsFolder(context.env), run);
  const labels = words.length === 1 ? [AS_RECORDED, ...words] : words;
  const sides: Side[] = [];
  const known: KnownCurves = new Map();
  for (const label of labels) {
    sides.push(await sideOf(folder, { label, said: await requestOf(label, flags, context), known }));
  }
  const comparison = compareSides(sides);
  if (flags.json !== "-") context.stdout.write(formatComparison(comparison, tableStyle(context.stdout, context)));
  if (flags.json !== undefined) writeText(`${JSON.stringify(comparison, null, 2)}\n`, flags.json, context);
}

const requestOf = (label: string, { calibration: _words, ...rest }: CompareFlags, context: Context) =>
  readCalibration(label === AS_RECORDED ? rest : { ...rest, calibration: label.split(",") }, undefined, context);

async function sideOf(
  folder: string,
  { label, said, known }: { readonly label: string; readonly said: CalibrationRequest; readonly known: KnownCurves },
): Promise<Side> {
  const recording = openRecording(folder);
  const { manifest } = recording;
  const calibration = await calibrationOf(manifest, said);
  const curves = toldApart(calibration.curves, known);
  const options = planCalibration({ ...calibration, curves }, manifest.probes, manifest.host.hostname);
  const { result, windows } = summarizeWithWindows(recording, options);
  return { label, result, windows, work: manifest.work };
}

const nothingToCompare = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    "There is nothing to compare the run with",
    "Name a calibration, or two: --calibration none --calibration whitepaper-2015",
  );
