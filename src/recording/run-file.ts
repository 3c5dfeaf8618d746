import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError, systemCode } from "../core/error.js";
import {
  MANIFEST_FILE,
  type RunFile,
  runFileFromJson,
  runFileToJson,
  type StoredRunFile,
} from "../core/manifest-json.js";
import { diskError } from "./disk-error.js";

/** What `run.json` is called until it is whole. */
export const UNFINISHED_RUN_FILE = `${MANIFEST_FILE}.new`;

/**
 * Replaces `run.json` as a whole: whoever reads it, or finds it after a crash, has the old one or the new one.
 * `durable` waits for the disk, file and folder. Throws MeasurementError DISK and leaves the old one.
 */
export function writeRunFile(folder: string, run: RunFile, { durable }: { readonly durable: boolean }): void {
  const path = join(folder, MANIFEST_FILE);
  const unfinished = join(folder, UNFINISHED_RUN_FILE);
  try {
    writeFileSync(unfinished, runFileToJson(run));
    if (durable) syncPath(unfinished);
    renameSync(unfinished, path);
    if (durable) syncPath(folder);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw diskError(path, cause);
  }
}

/** Reads `run.json`. Throws MeasurementError RECORDING when it is not there, not readable or damaged. */
export function readRunFile(folder: string): StoredRunFile {
  const path = join(folder, MANIFEST_FILE);
  return runFileFromJson(readText(path, folder), path);
}

function readText(path: string, folder: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    const code = systemCode(cause);
    const reason = code === "ENOENT" || code === "ENOTDIR" ? `has no ${MANIFEST_FILE}` : `cannot be read (${code})`;
    const remedy = "Name the folder of a recording; `joulemark runs` lists them";
    throw new MeasurementError("RECORDING", `${folder} is not a recording: it ${reason}`, remedy, { cause });
  }
}

function syncPath(path: string): void {
  const descriptor = openSync(path, "r");
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
