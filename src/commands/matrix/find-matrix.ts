import { existsSync, readdirSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { MeasurementError } from "../../core/error.js";
import { didYouMean } from "../../core/nearest.js";
import { recordingsFolder } from "../../recording/folder.js";
import type { Context } from "../context.js";
import { HEADER_FILE } from "./header.js";

/** Where matrices go unless told otherwise: a folder of their own below that of the recordings. */
export const matricesFolder = (env: Context["env"]): string => join(recordingsFolder(env), "matrices");

/**
 * The folder of a matrix: by id, by the beginning of one that fits a single matrix, or by path; without a word the newest.
 * Throws NO_DATA when there is none at all, and UNKNOWN_NAME.
 */
export function findMatrix(parent: string, word: string | undefined, cwd: string): string {
  if (word !== undefined && isMatrix(resolve(cwd, word))) return resolve(cwd, word);
  // ids begin with their time
  const ids = namesIn(parent)
    .filter((name) => isMatrix(join(parent, name)))
    .sort();
  const newest = ids.at(-1);
  if (newest === undefined) {
    const remedy = "Measure one first: joulemark bench quick.yaml; or name its folder, or the one it is in with --out";
    throw new MeasurementError("NO_DATA", `There are no matrices in ${parent}`, remedy);
  }
  if (word === undefined) return join(parent, newest);
  const [only, ...others] = ids.filter((id) => id.startsWith(word));
  if (only !== undefined && others.length === 0) return join(parent, only);
  const message = `There is no matrix ${JSON.stringify(word)} in ${parent}${didYouMean(word, ids)}`;
  throw new MeasurementError("UNKNOWN_NAME", message, `There are: ${ids.map((id) => basename(id)).join(", ")}`);
}

const isMatrix = (folder: string): boolean => existsSync(join(folder, HEADER_FILE));

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
