import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError } from "../../core/error.js";

const LOCK_FILE = "measuring.pid";

/**
 * Keeps a second process from going on with a matrix that one is measuring: every run would be made twice, at once. What a
 * killed process left behind does not count. Throws UNAVAILABLE.
 */
export function lockMatrix(folder: string): Disposable {
  const path = join(folder, LOCK_FILE);
  const owner = ownerOf(path);
  if (owner !== undefined && owner !== process.pid && isAlive(owner))
    throw new MeasurementError(
      "UNAVAILABLE",
      `Process ${owner} is measuring the matrix in ${folder}`,
      `Wait for it, or stop it with Ctrl-C; if that process is no joulemark, remove ${path}`,
    );
  writeFileSync(path, `${process.pid}\n`);
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function ownerOf(path: string): number | undefined {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    return Number.isInteger(pid) && pid > 0 ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** One that we may not signal is alive too. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
