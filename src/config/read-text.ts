import { readFileSync, statSync } from "node:fs";
import { MeasurementError, systemCode } from "../core/error.js";
import type { FileWords } from "./file-words.js";

/** Longer than any file written by a person. */
const LARGEST_BYTES = 1024 * 1024;

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "part of the path is not a folder",
  EACCES: "you may not read it",
  EPERM: "you may not read it",
  ELOOP: "its links go in a circle",
};

const absent: ReadonlySet<string> = new Set(["ENOENT", "ENOTDIR"]);
const forbidden: ReadonlySet<string> = new Set(["EACCES", "EPERM"]);

/** Whether a file has to be there, and who hears of an optional one that is there and may not be read. */
export type Need = "required" | { readonly unreadable: (problem: MeasurementError) => void };

/** A file in messages: its name, and what it is. */
export interface ShownFile {
  readonly shown: string;
  readonly words: FileWords;
}

/** A file as text, or undefined when an optional one is not there or may not be read. Throws CONFIG. */
export function readText(path: string, file: ShownFile, need: "required"): string;
export function readText(path: string, file: ShownFile, need: Need): string | undefined;
export function readText(path: string, file: ShownFile, need: Need): string | undefined {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) throw refused(file, "is a folder");
    if (!stat.isFile()) throw refused(file, "is not a regular file");
    if (stat.size > LARGEST_BYTES) throw refused(file, `is larger than ${LARGEST_BYTES} bytes`);
    return decode(readFileSync(path), file);
  } catch (error) {
    if (error instanceof MeasurementError) throw error;
    const code = systemCode(error) ?? "";
    if (need !== "required" && absent.has(code)) return undefined;
    // The home of another user, as under sudo: nobody asked for that file, so it does not stop the run.
    if (need === "required" || !forbidden.has(code)) throw unreadable(file, error);
    need.unreadable(leftOut(file, error));
    return undefined;
  }
}

function reasonOf(cause: unknown): string {
  return reasons[systemCode(cause) ?? ""] ?? (cause instanceof Error ? cause.message : String(cause));
}

function unreadable({ shown, words }: ShownFile, cause: unknown): MeasurementError {
  const message = `Cannot read the ${words.what} ${shown}: ${reasonOf(cause)}`;
  return new MeasurementError("CONFIG", message, `Name a readable YAML file with ${words.flag}`, { cause });
}

function leftOut({ shown, words }: ShownFile, cause: unknown): MeasurementError {
  const message = `Cannot read the ${words.what} ${shown}: ${reasonOf(cause)}; going on without it`;
  const remedy = `Make it readable for this user, or name another file with ${words.flag}`;
  return new MeasurementError("CONFIG", message, remedy, { cause });
}

function decode(bytes: Buffer, file: ShownFile): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw refused(file, "is not text: it holds a zero byte", placeOf(bytes, nul));
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused(file, "is not UTF-8 text", placeOf(bytes, firstBadByte(bytes)));
  }
}

/** The first byte at which decoding, repaired with the replacement character, no longer gives the bytes back. */
function firstBadByte(bytes: Buffer): number {
  const repaired = Buffer.from(bytes.toString("utf8"));
  const length = Math.min(bytes.length, repaired.length);
  for (let index = 0; index < length; index++) if (bytes[index] !== repaired[index]) return index;
  return length;
}

/** `:line:column` of a byte; the column counts bytes. */
function placeOf(bytes: Buffer, index: number): string {
  const before = bytes.subarray(0, index);
  const line = before.filter((byte) => byte === 0x0a).length + 1;
  return `:${line}:${index - before.lastIndexOf(0x0a)}`;
}

const refused = ({ shown, words }: ShownFile, problem: string, place = ""): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The ${words.what} ${shown}${place} ${problem}`,
    `Write it as YAML text in UTF-8; joulemark schema ${words.schema} prints its keys`,
  );
