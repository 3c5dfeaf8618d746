import { existsSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { MeasurementError } from "../../core/error.js";
import type { Matrix } from "../../core/matrix.js";
import { clean } from "../../report/text.js";
import type { Context } from "../context.js";
import { findMatrix, matricesFolder } from "../matrix/find-matrix.js";
import { matrixOf } from "../matrix/matrix-of.js";
import { checkPageFiles, type PageFlags, writePage } from "../page-files.js";
import { printedMatrix } from "../printed-matrix.js";
import { joined, type Source } from "./join.js";
import { readMatrix } from "./read-matrix.js";

/** What `bench merge` can be told. */
export interface MergeFlags extends PageFlags {
  /** Where matrices are looked for by id. */
  readonly out?: string;
}

/** `bench merge A B ...`: matrices of several computers as one, printed like any other. */
export async function merge(words: readonly string[], flags: MergeFlags, context: Context): Promise<void> {
  checkPageFiles(flags, context);
  const sources: Source[] = [];
  for (const word of words) sources.push(await sourceOf(word, flags, context));
  writePage(printedMatrix(joined(sources)), flags, context);
}

/** `FILE`, `ID` or `LABEL=` and one of them; a file whose own name has a `=` is found first. */
async function sourceOf(word: string, flags: MergeFlags, context: Context): Promise<Source> {
  const [, label, rest] = existsSync(resolve(context.cwd, word)) ? [] : (/^([^=]*)=(.*)$/s.exec(word) ?? []);
  if (label === undefined || rest === undefined)
    return { shown: clean(word), matrix: await matrixBy(word, flags, context) };
  if (label.trim() === "" || rest.trim() === "")
    throw new MeasurementError("CONFIG", `${clean(word)} is not LABEL=FILE`, "Write e.g. TX1=jetson.json");
  return { shown: clean(rest), label: label.trim(), matrix: await matrixBy(rest, flags, context) };
}

/** A file, a matrix's folder, or the id of one that is kept here. */
async function matrixBy(word: string, { out }: MergeFlags, { cwd, env }: Context): Promise<Matrix> {
  const path = resolve(cwd, word);
  const isFile = existsSync(path) && !statSync(path).isDirectory();
  if (isFile || looksLikeFile(word)) return readMatrix(path, clean(word));
  return matrixOf(findMatrix(out === undefined ? matricesFolder(env) : resolve(cwd, out), word, cwd));
}

/** Not there, and a file's name all the same: the message is to be about a file. */
const looksLikeFile = (word: string): boolean => /\.json$/i.test(word);
