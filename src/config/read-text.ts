import { readFileSync, statSync } from "node:fs";
import { MeasurementError, systemCode } from "../core/error.js";

/** Longer than any configuration written by a person. */
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

/**
 * A configuration file as text, or undefined when an optional one is not there or may not be read. `shown` is its name
 * in messages.
 */
export function readConfigText(path: string, shown: string, need: Need): string | undefined {
  try {
    const { size } = requireFile(path, shown);
    if (size > LARGEST_BYTES) throw refused(shown, `is larger than ${LARGEST_BYTES} bytes`);
    return decode(readFileSync(path), shown);
  } catch (error) {
    if (error instanceof MeasurementError) throw error;
    const code = systemCode(error) ?? "";
    if (need !== "required" && absent.has(code)) return undefined;
    // The home of another user, as under sudo: nobody asked for that file, so it does not stop the run.
    if (need === "required" || !forbidden.has(code)) throw unreadable(shown, error, namedFile);
    need.unreadable(unreadable(shown, error, defaultFile));
    return undefined;
  }
}

const namedFile = { effect: "", remedy: "Name a readable YAML file with --config" };
const defaultFile = {
  effect: "; going on without it",
  remedy: "Make it readable for this user, or name another file with --config",
};

function unreadable(shown: string, cause: unknown, { effect, remedy }: typeof namedFile): MeasurementError {
  const reason = reasons[systemCode(cause) ?? ""] ?? (cause instanceof Error ? cause.message : String(cause));
  return new MeasurementError("CONFIG", `Cannot read the configuration ${shown}: ${reason}${effect}`, remedy, {
    cause,
  });
}

function requireFile(path: string, shown: string) {
  const stat = statSync(path);
  if (stat.isDirectory()) throw refused(shown, "is a folder");
  if (!stat.isFile()) throw refused(shown, "is not a regular file");
  return stat;
}

function decode(bytes: Buffer, shown: string): string {
  const nul = bytes.indexOf(0);
  if (nul >= 0) throw refused(`${shown}:${placeOf(bytes, nul)}`, "is not text: it holds a zero byte");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused(`${shown}:${placeOf(bytes, firstBadByte(bytes))}`, "is not UTF-8 text");
  }
}

/** The first byte at which decoding, repaired with the replacement character, no longer gives the bytes back. */
function firstBadByte(bytes: Buffer): number {
  const repaired = Buffer.from(bytes.toString("utf8"));
  const length = Math.min(bytes.length, repaired.length);
  for (let index = 0; index < length; index++) if (bytes[index] !== repaired[index]) return index;
  return length;
}

/** `line:column` of a byte; the column counts bytes. */
function placeOf(bytes: Buffer, index: number): string {
  const before = bytes.subarray(0, index);
  const line = before.filter((byte) => byte === 0x0a).length + 1;
  return `${line}:${index - before.lastIndexOf(0x0a)}`;
}

const refused = (where: string, what: string): MeasurementError =>
  new MeasurementError(
    "CONFIG",
    `The configuration ${where} ${what}`,
    "Write it as YAML text in UTF-8; joulemark schema config prints its keys",
  );
