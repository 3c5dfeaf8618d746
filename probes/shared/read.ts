import { accessSync, closeSync, constants, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { systemCode } from "../../src/core/error.js";

/** sysfs files are at most one page; reading no more keeps a wrong path (a device, a huge file) harmless. */
const PAGE = 4096;
/** A label longer than this is no rail name. */
const LONGEST_TEXT = 64;
/** Drivers answer these while a conversion is under way (devices.md A2, A3). */
const BUSY = new Set(["EAGAIN", "ETIMEDOUT"]);
const ATTEMPTS = 3;

/** A number read from a file, or why there is none: the system's error code, `empty`, or `unreadable`. */
export type Reading =
  | { readonly value: number; readonly reason?: undefined }
  | { readonly value?: undefined; readonly reason: string };

/** Reads a file that holds one decimal integer and at most a newline, as strictly as the sampling thread does. */
export function readNumber(root: string, path: string): Reading {
  for (let attempt = 1; ; attempt++) {
    const reading = readOnce(root, path);
    if (reading.reason === undefined || !BUSY.has(reading.reason) || attempt === ATTEMPTS) return reading;
  }
}

/** The integer in a file that need not be there: undefined when it is missing or holds anything else. */
export const readOptional = (root: string, path: string): number | undefined => readNumber(root, path).value;

/** A one-line label, trimmed; undefined when missing, empty, too long, not UTF-8, or holding control characters. */
export function readText(root: string, path: string): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readPage(root, path)).replace(/[\0\s]+$/, "");
    const name = text.trim();
    return name === "" || name.length > LONGEST_TEXT || /\p{Cc}/u.test(name) ? undefined : name;
  } catch {
    return undefined;
  }
}

/** The first page of a file as text, or "" when it cannot be read. */
export function readHead(root: string, path: string): string {
  try {
    return readPage(root, path).toString("latin1");
  } catch {
    return "";
  }
}

/** Whether this user may open the file for reading, without reading it: reading an instrument can take milliseconds. */
export function mayRead(root: string, path: string): boolean {
  try {
    accessSync(join(root, path), constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function readOnce(root: string, path: string): Reading {
  try {
    const text = readPage(root, path).toString("latin1");
    if (text === "") return { reason: "empty" };
    const value = /^-?\d+\n?$/.test(text) ? Number(text) : Number.NaN;
    return Number.isSafeInteger(value) ? { value } : { reason: "unreadable" };
  } catch (error) {
    return { reason: systemCode(error) ?? "unreadable" };
  }
}

function readPage(root: string, path: string): Buffer {
  const buffer = Buffer.alloc(PAGE);
  // Non-blocking, so that a pipe in place of a file cannot stop us.
  const descriptor = openSync(join(root, path), constants.O_RDONLY | constants.O_NONBLOCK);
  try {
    return buffer.subarray(0, readSync(descriptor, buffer, 0, PAGE, 0));
  } finally {
    closeSync(descriptor);
  }
}
