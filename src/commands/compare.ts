import type { Comparison } from "../core/comparison.js";
import { MeasurementError } from "../core/error.js";
import { type KnownCurves, toldApart } from "../correct/told-apart.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { openRecording } from "../recording/reader.js";
import { formatComparisonCsv } from "../report/compare-csv.js";
import { formatComparisonMarkdown } from "../report/compare-markdown.js";
import { formatRunsComparison } from "../report/compare-runs-table.js";
import { formatComparison } from "../report/compare-table.js";
import { type CalibrationFlags, type CalibrationRequest, readCalibration } from "./calibration.js";
import { planCalibration } from "./calibration-plan.js";
import { compareRuns } from "./compare-runs/compare-runs.js";
import { differencesIn } from "./compare-runs/differences.js";
import { compareSides, type Side } from "./compare-sides.js";
import type { Context } from "./context.js";
import { interleavingOf } from "./interleaving.js";
import { tableStyle } from "./report.js";
import { resultFiles } from "./result-flags.js";
import { calibrated, calibrationOf } from "./stored-calibration.js";
import { summarize, summarizeWithWindows } from "./summarize.js";
import { checkWritable, type OutputFile, writeText } from "./write-result.js";

/** What `compare` can be told. */
export interface CompareFlags extends CalibrationFlags {
  readonly json?: string;
  readonly csv?: string;
  readonly markdown?: string;
  readonly out?: string;
  readonly although?: readonly string[];
}

/** The run as its recording keeps it, when it is held against a single calibration. */
const AS_RECORDED = "as recorded";

/** Several runs held against the first, or one run under several calibrations: as a table, and in files. */
export async function compare(runs: readonly string[], flags: CompareFlags, context: Context): Promise<void> {
  const files = resultFiles(flags);
  checkWritable(files, context);
  const own = runs.length === 1 ? await interleavedIn(runs[0], flags, context) : undefined;
  const several = runs.length > 1 || own !== undefined;
  const comparison =
    own ?? (await (several ? comparedRuns(runs, flags, context) : underCalibrations(runs[0], flags, context)));
  const table = several ? formatRunsComparison : formatComparison;
  if (files.every(({ path }) => path !== "-"))
    context.stdout.write(table(comparison, tableStyle(context.stdout, context)));
  for (const { format, path } of files) writeText(formatOf(comparison, format), path, context);
}

/** A recording of two interleaved commands is a comparison by itself. */
async function interleavedIn(
  run: string | undefined,
  flags: CompareFlags,
  context: Context,
): Promise<Comparison | undefined> {
  if (flags.calibration !== undefined && flags.calibration.length > 1) return undefined;
  const recording = openRecording(findRecording(flags.out ?? recordingsFolder(context.env), run));
  if (interleavingOf(recording.manifest.settings) === undefined) return undefined;
  const said = await readCalibration(flags, undefined, context);
  const { comparison } = summarize(recording, await calibrated(recording.manifest, said));
  if (comparison !== undefined) return comparison;
  throw new MeasurementError(
    "NO_DATA",
    `No block of ${recording.manifest.id} is whole: there is nothing to compare`,
    "See why a command failed (joulemark report), and measure again",
  );
}

async function comparedRuns(runs: readonly string[], flags: CompareFlags, context: Context): Promise<Comparison> {
  const although = differencesIn(flags.although ?? []);
  const said = await readCalibration(flags, undefined, context);
  return compareRuns(runs, { recordings: flags.out ?? recordingsFolder(context.env), said, although }, context);
}

/**
 * One run under several calibrations side by side. A calibration is the words of one `--calibration`, several curves with
 * a comma between them; `none` is raw.
 */
async function underCalibrations(run: string | undefined, flags: CompareFlags, context: Context): Promise<Comparison> {
  const words = flags.calibration ?? [];
  if (words.length === 0) throw nothingToCompare();
  if (flags.although !== undefined || flags.csv !== undefined || flags.markdown !== undefined) throw onlyOfRuns();
  const folder = findRecording(flags.out ?? recordingsFolder(context.env), run);
  const labels = words.length === 1 ? [AS_RECORDED, ...words] : words;
  const sides: Side[] = [];
  const known: KnownCurves = new Map();
  for (const label of labels) {
    sides.push(await sideOf(folder, { label, said: await requestOf(label, flags, context), known }));
  }
  return compareSides(sides);
}

function formatOf(comparison: Comparison, as: OutputFile["format"]): string {
  if (as === "csv") return formatComparisonCsv(comparison);
  return as === "markdown" ? formatComparisonMarkdown(comparison) : `${JSON.stringify(comparison, null, 2)}\n`;
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
    "Name another run: joulemark compare A B. Name a calibration, or two, to see one run under them: --calibration none --calibration whitepaper-2015",
  );

const onlyOfRuns = (): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    "--although, --csv and --markdown are for several runs, and one is named",
    "Name the runs to compare: joulemark compare A B; of one run under several calibrations there are the table and --json",
  );
