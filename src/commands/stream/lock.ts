import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MeasurementError } from "../../core/error.js";
import { diskError } from "../../recording/disk-error.js";

const LOCK_FILE = "streaming.pid";
/** Of /proc/PID/stat, counted after the name: ticks after boot at which the process began. */
const START_FIELD = 19;

/**
 * Keeps a second stream off a spool: it would send everything twice. What a killed one left behind does not count, nor
 * another program that has its number since. Throws UNAVAILABLE or DISK.
 */
export function lockSpool(folder: string): Disposable {
  const path = join(folder, LOCK_FILE);
  const [owner = "", began = ""] = contentsOf(path).split(" ");
  if (owner !== "" && owner !== String(process.pid) && began === startOf(owner))
    throw new MeasurementError(
      "UNAVAILABLE",
      `Process ${owner} streams from ${folder} already`,
      "Stop it, or name another spool.folder in the configuration",
    );
  try {
    writeFileSync(path, `${process.pid} ${startOf(String(process.pid))}`);
  } catch (cause) {
    throw diskError(path, cause, "spool.folder in the configuration");
  }
  return { [Symbol.dispose]: () => rmSync(path, { force: true }) };
}

function contentsOf(path: string): string {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

/** The boot and the tick of it at which a process began; undefined when there is no such process. */
function startOf(pid: string): string | undefined {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return `${boot}/${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[START_FIELD]}`;
  } catch {
    return undefined;
  }
}
