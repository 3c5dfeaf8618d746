import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { systemCode } from "../core/error.js";
import { diskError } from "./disk-error.js";

/** Makes a folder and those above it; true when it was not there. Throws MeasurementError DISK, in which `where` says what names it. */
export function makeFolder(folder: string, where?: string): boolean {
  try {
    return makeWithParents(folder);
  } catch (cause) {
    throw diskError(folder, cause, where);
  }
}

/**
 * Not by `mkdir` with `recursive`: Node 20's never returns where a folder that exists answers ENOENT to a new one in it,
 * as /proc does, and a working folder that was removed.
 */
function makeWithParents(folder: string): boolean {
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeWithParents(parent);
  try {
    mkdirSync(folder);
    return true;
  } catch (cause) {
    if (systemCode(cause) === "EEXIST" && statSync(folder).isDirectory()) return false;
    throw cause;
  }
}
