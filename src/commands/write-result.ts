import { accessSync, constants, statSync, writeFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { MeasurementError, systemCode } from "../core/error.js";
import type { Result } from "../core/result.js";
import { type Format, format } from "../report/format.js";
import type { Context } from "./context.js";

/** A result asked for as a file; path `-` is stdout. A page and a drawing need the recording too. */
export interface OutputFile {
  readonly format: Format | "html" | "svg" | "png";
  readonly path: string;
  /** Of a drawing, on paper. */
  readonly widthMm?: number | undefined;
}

/** What a file holds that shows samples too. */
export type Drawn = string | Uint8Array;

/**
 * Says before a long run that a result could not be written after it, that two would be written to one place, or that a
 * terminal would get a picture's bytes.
 */
export function checkWritable(files: readonly OutputFile[], { cwd, stdout }: Pick<Context, "cwd" | "stdout">): void {
  if (stdout.isTTY === true && files.some(({ format: as, path }) => as === "png" && path === "-"))
    throw new MeasurementError("CONFIG", "A PNG cannot be shown by a terminal", "Name a file, or pipe it on");
  checkTargets(
    files.map(({ path }) => path),
    cwd,
  );
}

/** Says so of any texts that will be written to these paths. */
export function checkTargets(paths: readonly string[], cwd: string): void {
  const seen = new Set<string>();
  for (const path of paths) {
    const target = path === "-" ? "standard output" : resolve(cwd, path);
    if (seen.has(target)) throw twice(target);
    seen.add(target);
    if (path !== "-") checkFile(target);
  }
}

const twice = (target: string) =>
  new MeasurementError(
    "CONFIG",
    `Two results would both go to ${target}`,
    "Give each result a file of its own; only one of them can be -",
  );

/** Throws DISK when a file could not be written at this path. */
export function checkFile(target: string): void {
  try {
    const stat = statSync(target, { throwIfNoEntry: false });
    if (stat?.isDirectory()) throw Object.assign(new Error("it is a folder"), { code: "EISDIR" });
    accessSync(stat === undefined ? dirname(target) : target, constants.W_OK);
  } catch (error) {
    throw cannotWrite(target, error);
  }
}

/** A result, and what files hold that are not made from it alone. */
interface Written {
  readonly result: Result;
  readonly drawn?: ReadonlyMap<OutputFile, Drawn> | undefined;
}

/** Writes a result wherever it was asked for; `budget` adds the error sources to Markdown, JSON always has them. */
export function writeResult(
  { result, drawn }: Written,
  files: readonly OutputFile[],
  { cwd, stdout, budget }: Pick<Context, "cwd" | "stdout"> & { readonly budget: boolean },
): void {
  for (const file of files) {
    const { format: as, path } = file;
    const own = as === "html" || as === "svg" || as === "png" ? drawn?.get(file) : format(result, as, { budget });
    writeText(own ?? "", path, { cwd, stdout });
  }
}

/** Writes a text, or bytes, to a file, or to stdout for `-`. */
export function writeText(text: Drawn, path: string, { cwd, stdout }: Pick<Context, "cwd" | "stdout">): void {
  if (path === "-") stdout.write(text);
  else writeFile(resolve(cwd, path), text);
}

/** Writes a file. Throws DISK. */
export function writeFile(path: string, text: Drawn): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "its folder does not exist",
  EACCES: "you may not write there",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EISDIR: "it is a folder",
};

function cannotWrite(path: string, cause: unknown): MeasurementError {
  const code = systemCode(cause) ?? "";
  return new MeasurementError(
    "DISK",
    `Cannot write ${path}: ${reasons[code] ?? (cause instanceof Error ? cause.message : String(cause))}`,
    "Name a file in a folder you may write to, or - for standard output",
    { cause },
  );
}
