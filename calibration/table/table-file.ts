import { readFileSync, statSync } from "node:fs";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import type { Rows } from "./rows.js";

/** More than a million points. */
const LARGEST_BYTES = 256 * 1024 * 1024;
/** Exclusions named in the message when nothing is left. */
const NAMED = 3;

/** The text of a table; what is not UTF-8 becomes U+FFFD, which is part of no number. CONFIG when it cannot be read. */
export function readTableText(file: string): string {
  try {
    const stat = statSync(file);
    if (!stat.isFile() && !stat.isFIFO()) throw unreadable(file, "it is no file");
    if (stat.size > LARGEST_BYTES) throw unreadable(file, `it is larger than ${LARGEST_BYTES} bytes`);
    const bytes = readFileSync(file);
    if (bytes[0] === 0xff && bytes[1] === 0xfe) throw unreadable(file, "it is UTF-16 text: save it as UTF-8");
    return bytes.toString("utf8");
  } catch (error) {
    if (error instanceof MeasurementError) throw error;
    throw unreadable(file, reasons[systemCode(error) ?? ""] ?? String(error), error);
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  ENOTDIR: "part of the path is not a folder",
  EACCES: "you may not read it",
};

const unreadable = (file: string, why: string, cause?: unknown): MeasurementError =>
  new MeasurementError("CONFIG", `Cannot read the table ${file}: ${why}`, "Name a readable text file of columns", {
    cause,
  });

/** The rows, when there is one; NO_DATA with the first reasons when there is none. */
export function withRows<Meaning>(rows: Rows<Meaning>, file: string): Rows<Meaning> {
  if (rows.lines.length > 0) return rows;
  const { excluded } = rows;
  const first = excluded.slice(0, NAMED).map(({ line, reason }) => `${file}:${line} ${reason}`);
  throw new MeasurementError(
    "NO_DATA",
    `${file} has no usable row${excluded.length === 0 ? ": it holds no data" : ` of ${excluded.length}: ${first.join("; ")}`}`,
    "Give a table with one row of plain decimal numbers for each measured point",
  );
}
