import { MeasurementError } from "../core/error.js";
import type { Result } from "../core/result.js";
import { findRecording, recordingsFolder } from "../recording/folder.js";
import { openRecording, type StoredRecording } from "../recording/reader.js";
import { format } from "../report/format.js";
import type { PageData } from "../report/html/page-data.js";
import type { CalibrationRequest } from "./calibration.js";
import type { Context, Output } from "./context.js";
import { calibrated } from "./stored-calibration.js";
import { summarize } from "./summarize.js";
import { checkWritable, type OutputFile, writeResult } from "./write-result.js";

/** Where a report goes: files asked for, and the table to one of our streams or nowhere. */
export interface ReportOptions {
  readonly results: readonly OutputFile[];
  readonly table: "stdout" | "stderr" | "none";
  /** With every number's error sources. */
  readonly budget?: boolean | undefined;
  /** Curves in place of those that the recording keeps. */
  readonly calibration?: CalibrationRequest;
  /** The recording's folder will be gone: the result names none. */
  readonly temporary?: boolean;
}

/** Reports recordings by name, id or path; the last one when none is named. */
export async function report(
  words: readonly string[],
  options: ReportOptions & { readonly out?: string | undefined },
  context: Context,
): Promise<void> {
  const parent = options.out ?? recordingsFolder(context.env);
  refuseOneFileForMany(words, options.results);
  checkWritable(options.results, context);
  const folders = words.length === 0 ? [findRecording(parent)] : words.map((word) => findRecording(parent, word));
  for (const folder of folders) await reportRecording(folder, options, context);
}

/** A file would hold the last result alone; on stdout they follow each other. */
function refuseOneFileForMany(words: readonly string[], results: readonly OutputFile[]): void {
  const file = results.find(({ path }) => path !== "-");
  if (words.length < 2 || file === undefined) return;
  throw new MeasurementError(
    "CONFIG",
    `${words.length} recordings do not go into one file, ${file.path}`,
    "Report them one at a time, each into a file of its own, or all to standard output with -",
  );
}

/** One recording to the result, and the result to wherever it was asked for. */
export async function reportRecording(folder: string, options: ReportOptions, context: Context): Promise<void> {
  const { results, table, budget = false, temporary = false } = options;
  const recording = openRecording(folder);
  const { result: full, page } = await summarized(recording, options, context);
  const result = temporary ? { ...full, run: { ...full.run, recording: null } } : full;
  if (table !== "none") {
    const style = { ...tableStyle(context[table], context), budget };
    writeTable(format(result, "table", style), context[table]);
  }
  // after the table: a picture that cannot be made takes no number away
  const drawn = page && (await (await import("./drawing/contents.js")).drawnFiles(page, results, context));
  writeResult({ result, drawn }, results, { ...context, budget });
}

/** What draws samples is loaded where it is asked for. */
async function summarized(
  recording: StoredRecording,
  { results, calibration }: ReportOptions,
  context: Context,
): Promise<{ readonly result: Result; readonly page?: PageData }> {
  const how = await calibrated(recording.manifest, calibration);
  if (!results.some(({ format }) => format === "html" || format === "svg" || format === "png"))
    return { result: summarize(recording, how) };
  const { summarizeForPage } = await import("./html/page.js");
  return summarizeForPage(recording, how, context.version);
}

/** On a terminal the command may have left a line half written: an empty line keeps the two apart. */
const writeTable = (text: string, output: Output) =>
  output.write(`${output.isTTY === true ? "\n" : ""}${text}${text.endsWith("\n") ? "" : "\n"}`);

/** Width and colours as the stream can show them; NO_COLOR is honoured. */
export function tableStyle(output: Output, { env }: Context) {
  const colour = output.isTTY === true && !env["NO_COLOR"] && env["TERM"] !== "dumb";
  return { width: output.columns || 80, colour };
}
