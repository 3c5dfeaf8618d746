import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { join } from "node:path";
import { EVENTS_FILE } from "../core/manifest-json.js";

/** Of open(2): the access mode, and that of a reader. */
const ACCESS = 0o3;
const READS = 0;

/**
 * The process that has a recording open for writing; undefined where none of those that can be seen from here has.
 * A recording that was cut off looks just like one that goes on, but for this.
 */
export function writtenBy(folder: string): number | undefined {
  const file = join(realpathSync(folder), EVENTS_FILE);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .find((pid) => pid !== process.pid && writes(pid, file));
}

function writes(pid: number, file: string): boolean {
  const descriptors = tried(() => readdirSync(`/proc/${pid}/fd`)) ?? [];
  return descriptors.some(
    (fd) => tried(() => readlinkSync(`/proc/${pid}/fd/${fd}`)) === file && accessOf(pid, fd) !== READS,
  );
}

const accessOf = (pid: number, fd: string): number => {
  const text = tried(() => readFileSync(`/proc/${pid}/fdinfo/${fd}`, "utf8"));
  return Number.parseInt(/^flags:\s*(\d+)/m.exec(text ?? "")?.[1] ?? "0", 8) & ACCESS;
};

/** Processes end, and others are not ours to look into. */
function tried<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
