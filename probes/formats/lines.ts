import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { MeasurementError, systemCode } from "../../src/core/error.js";
import { splitLines } from "../../src/core/lines.js";

/** Longer lines lose their rest, and are said to be cut. */
const LONGEST_LINE_BYTES = 65_536;

/** A line that is not empty. `whole` is false when it was too long, or the file ends in it without a line end. */
export interface Line {
  readonly text: string;
  readonly whole: boolean;
}

/**
 * The bytes of a recording, a piece at a time. Throws UNAVAILABLE or PERMISSION when it cannot be read, which is so of a
 * pipe too: recordings are read twice, and it would give its bytes once and then be waited for without end.
 */
export async function* readBytes(path: string, pieceBytes = 65_536): AsyncIterable<Buffer> {
  try {
    const found = await stat(path);
    if (!found.isFile()) throw noFile(path, found.isDirectory());
    yield* createReadStream(path, { highWaterMark: pieceBytes });
  } catch (cause) {
    throw cannotRead(path, cause);
  }
}

/** The lines of a file, a block at a time. Throws what `readBytes` throws. */
export async function* readLines(path: string): AsyncIterable<readonly Line[]> {
  let block: Line[] = [];
  let cut = 0;
  let last = false;
  const splitter = splitLines(LONGEST_LINE_BYTES, (text) => {
    block.push({ text, whole: !last && splitter.cut === cut });
    cut = splitter.cut;
  });
  for await (const bytes of readBytes(path)) {
    splitter.push(bytes);
    yield block;
    block = [];
  }
  last = true;
  splitter.end();
  yield block;
}

const noFile = (path: string, folder: boolean) =>
  folder
    ? new MeasurementError("UNAVAILABLE", `${path} is a folder`, "Name the file in it")
    : new MeasurementError("UNAVAILABLE", `${path} is no regular file`, "Write it to a file first: it is read twice");

/** A file that cannot be read, as an error. */
export function cannotRead(path: string, cause: unknown): MeasurementError {
  if (cause instanceof MeasurementError) return cause;
  const code = systemCode(cause);
  const denied = code === "EACCES" || code === "EPERM";
  const remedy = denied ? "Make the file readable" : "Name a file that exists";
  return new MeasurementError(denied ? "PERMISSION" : "UNAVAILABLE", `Cannot read ${path}: ${code ?? cause}`, remedy, {
    cause,
  });
}
