import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { exitCodes, type MeasurementError } from "../../core/error.js";
import type { Matrix, MatrixCell } from "../../core/matrix.js";
import { type SignalScope, signalScope } from "../../wrap/signal-scope.js";
import type { Context } from "../context.js";
import { interruptedStatus } from "../open-instruments.js";
import { checkPageFiles, type PageFlags, takesStdout, writePageTo } from "../page-files.js";
import { printedMatrix } from "../printed-matrix.js";
import { type Beginning, type Begun, begin, checkSame, makeMatrix } from "./begin.js";
import { type Header, PLAN_FILE, readHeader } from "./header.js";
import { lockMatrix } from "./lock.js";
import { matrixOf } from "./matrix-of.js";
import { measureAll } from "./measure-all.js";
import { progress } from "./progress.js";

/** Where the result of a matrix goes. */
export interface MatrixOutput extends PageFlags {
  readonly quiet: boolean;
}

/** A matrix to begin, or with `folder` one to go on with. */
export interface BenchMatrixOptions extends Beginning, MatrixOutput {
  readonly parent: string;
  readonly folder: string | undefined;
}

/**
 * Measures the cells of a plan in blocks, or what of an interrupted matrix is left. Answers 0 when every cell that can
 * run here was measured as often as asked, 121 when a run failed or none can run, and 128 + signal when interrupted.
 */
export async function benchMatrix(options: BenchMatrixOptions, context: Context): Promise<number> {
  checkPageFiles(options, context);
  using signals = signalScope(context.clock);
  const begun = await begin(options, context, signals);
  if (begun === undefined) return interruptedStatus(signals);
  const { folder, header } = placed(begun, options);
  await measured({ folder, header, runs: begun.runs }, { options, context, signals });
  const matrix = await matrixOf(folder);
  writePageTo(printedMatrix(matrix), options, { context, table: options.quiet ? "none" : "stderr" });
  if (!options.quiet) context.stderr.write(lastWords(matrix, folder, signals));
  return statusOf(matrix, signals);
}

/** The result of a matrix again, from its recordings alone. */
export async function reportMatrix(folder: string, output: MatrixOutput, context: Context): Promise<void> {
  checkPageFiles(output, context);
  const table = takesStdout(output) || output.quiet ? "none" : "stdout";
  writePageTo(printedMatrix(await matrixOf(folder)), output, { context, table });
}

/** The matrix that is gone on with, if that may be; else a new one. */
function placed(begun: Begun, { folder, parent, plan }: BenchMatrixOptions): { folder: string; header: Header } {
  if (folder === undefined) return { folder: makeMatrix(parent, begun, plan), header: begun.header };
  const header = readHeader(folder);
  const before = { header, plan: readFileSync(join(folder, PLAN_FILE), "utf8") };
  checkSame(before, { header: begun.header, plan: plan.text });
  return { folder, header };
}

interface Here {
  readonly options: BenchMatrixOptions;
  readonly context: Context;
  readonly signals: SignalScope;
}

async function measured(
  { folder, header, runs }: { readonly folder: string; readonly header: Header; readonly runs: Begun["runs"] },
  { options, context, signals }: Here,
): Promise<void> {
  using _lock = lockMatrix(folder);
  using live = progress(context, options);
  await measureAll({ options: options.options, context, signals, live, id: header.id, folder, header, runs });
}

function lastWords({ cells }: Matrix, folder: string, { interruptedBy }: SignalScope): string {
  const pending = cells.filter(({ state }) => state === "pending").length;
  const next =
    interruptedBy !== undefined || pending > 0 ? `go on with: joulemark bench --resume ${basename(folder)}` : "";
  const left = pending === 0 ? [] : [`joulemark: ${pending} of ${cells.length} cells are not complete; ${next}\n`];
  return [...left, `joulemark: recordings and plan: ${folder}\n`].join("");
}

function statusOf({ cells }: Matrix, signals: SignalScope): number {
  if (signals.interruptedBy !== undefined) return interruptedStatus(signals);
  const code: MeasurementError["code"] = cells.some(hasFailed) ? "RUNNER_FAILED" : "UNAVAILABLE";
  const whole = cells.some(({ state }) => state === "measured") && cells.every(isSettled);
  return whole ? 0 : exitCodes[code];
}

/** A cell of which some runs were measured has a reason as well. */
const hasFailed = ({ state, reason }: MatrixCell): boolean =>
  state === "failed" || (state === "measured" && reason !== undefined);

const isSettled = (cell: MatrixCell): boolean => cell.state !== "pending" && !hasFailed(cell);
