import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError, systemCode } from "../core/error.js";

/** Where execvp(3) looks when there is no PATH. */
const DEFAULT_PATH = "/bin:/usr/bin";

const missing = (file: string, cause?: unknown) =>
  new MeasurementError(
    "COMMAND_NOT_FOUND",
    `Cannot find the command ${JSON.stringify(file)}`,
    "Check its spelling and PATH, or give its path; what only a shell knows needs one: sh -c '...'",
    { cause },
  );

const refused = (file: string, why: string, cause?: unknown) =>
  new MeasurementError(
    "COMMAND_NOT_EXECUTABLE",
    `Cannot execute ${JSON.stringify(file)}: ${why}`,
    "Name a program, make the file executable (chmod +x), or name the interpreter that runs it",
    { cause },
  );

/** `yes` it can be executed, or why not. */
function verdict(path: string): "yes" | "absent" | "it is a directory" | "it is not executable" {
  try {
    if (statSync(path).isDirectory()) return "it is a directory";
    accessSync(path, constants.X_OK);
    return "yes";
  } catch (thrown) {
    return systemCode(thrown) === "EACCES" ? "it is not executable" : "absent";
  }
}

/**
 * Throws what starting `file` would throw, COMMAND_NOT_FOUND or COMMAND_NOT_EXECUTABLE, before anything is measured.
 * Looks where execvp(3) looks.
 */
export function checkCommand(file: string, searchPath = process.env["PATH"] ?? DEFAULT_PATH): void {
  if (file === "") throw missing(file);
  const folders = file.includes("/") ? [""] : searchPath.split(":").map((folder) => folder || ".");
  const verdicts = folders.map((folder) => verdict(folder === "" ? file : join(folder, file)));
  if (verdicts.includes("yes")) return;
  const why = file.includes("/") ? verdicts[0] : verdicts.find((one) => one === "it is not executable");
  if (why === undefined || why === "absent") throw missing(file);
  throw refused(file, why);
}

/** A failed spawn in our words. */
export function commandError(file: string, cause: unknown, searchPath?: string): MeasurementError {
  const code = systemCode(cause);
  try {
    checkCommand(file, searchPath);
  } catch (thrown) {
    if (thrown instanceof MeasurementError) return thrown;
  }
  // The file is fine, so what is missing is what its first line names.
  if (code === "ENOENT")
    return refused(file, "its interpreter (first line, #!) or the working folder is missing", cause);
  return refused(file, code ?? String(cause), cause);
}
