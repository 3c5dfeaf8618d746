import { appendFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { MeasurementError, systemCode } from "../../core/error.js";
import { isObject } from "../../core/json-shape.js";
import type { RunFile } from "../../core/manifest-json.js";
import type { MatrixReason } from "../../core/matrix.js";
import { recordingFolders } from "../../recording/folder.js";
import { readRunFile } from "../../recording/run-file.js";

/** One run of a cell that came to an end, whatever end it was. */
export interface Outcome {
  /** Id of what was run (`HeaderCell.run`). */
  readonly run: string;
  readonly block: number;
  /** Folder of the recording; absent for one that failed before anything was recorded. */
  readonly folder?: string;
  /** Absent for one that gave a number. */
  readonly failure?: MatrixReason;
}

/** Runs that failed before there was a recording, one a line. */
const FAILURES_FILE = "failures.ndjson";

const failureSchema = z.object({
  run: z.string(),
  block: z.number(),
  failure: z.object({ code: z.string(), message: z.string(), remedy: z.string() }),
});

/** Writes down a failure that left no recording. Throws DISK. */
export function noteFailure(folder: string, outcome: Outcome): void {
  const path = join(folder, FAILURES_FILE);
  try {
    appendFileSync(path, `${JSON.stringify(outcome)}\n`);
  } catch (cause) {
    const message = `Cannot write ${path}: ${systemCode(cause) ?? String(cause)}`;
    throw new MeasurementError("DISK", message, "Free some space there, then go on with --resume", { cause });
  }
}

/**
 * What a matrix's folder holds: every run that came to an end, in the order of the blocks, one for each cell and block. A
 * recording that was interrupted, or has no ending, is none: its run is made again.
 */
export function outcomesIn(folder: string): readonly Outcome[] {
  const found = new Map<string, Outcome>();
  // the oldest first: should there be two of one run, the first one counts
  const recorded = recordingFolders(folder).toReversed().flatMap(outcomeOf);
  for (const outcome of [...recorded, ...notedIn(folder)]) {
    const key = `${outcome.block} ${outcome.run}`;
    if (!found.has(key)) found.set(key, outcome);
  }
  return [...found.values()].sort((a, b) => a.block - b.block);
}

function notedIn(folder: string): readonly Outcome[] {
  return linesOf(join(folder, FAILURES_FILE)).flatMap((line) => {
    const { data } = failureSchema.safeParse(parsed(line));
    return data === undefined ? [] : [data];
  });
}

function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch {
    return [];
  }
}

/** A line that a crash cut off is none. */
function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

function outcomeOf(folder: string): readonly Outcome[] {
  const file = runFileOf(folder);
  const { run, block } = placeOf(file?.manifest.settings["matrix"]) ?? {};
  if (file?.ending === undefined || run === undefined || block === undefined) return [];
  const { findings, executions } = file.ending;
  if (findings.some(({ code }) => code === "interrupted" || code === "recording-failed")) return [];
  const failed = findings.find(({ code }) => code === "load-failed");
  if (failed !== undefined)
    return [{ run, block, folder, failure: { code: "RUNNER_FAILED", message: failed.message, remedy: failed.remedy } }];
  return executions.some(({ exit }) => exit.code === 0) ? [{ run, block, folder }] : [];
}

function runFileOf(folder: string): RunFile | undefined {
  try {
    return readRunFile(folder);
  } catch {
    return undefined; // damaged: its run is made again
  }
}

function placeOf(settings: unknown): Pick<Outcome, "run" | "block"> | undefined {
  const { run, block } = isObject(settings) ? settings : {};
  return typeof run === "string" && typeof block === "number" ? { run, block } : undefined;
}
