import { spawnSync } from "node:child_process";
import { rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const JUNK = "junk";

/** A small disk in a folder; false where nobody may mount one. */
export const mountSmall = (folder: string, megabytes: number): boolean =>
  spawnSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]).status === 0;

/** Takes it away. */
export const unmount = (folder: string) => spawnSync("umount", ["-l", folder]);

/** Not a byte more goes onto the disk of a folder. */
export function fill(folder: string): void {
  for (let left = freeAt(folder); left > 0; left = freeAt(folder))
    try {
      writeFileSync(join(folder, JUNK), Buffer.alloc(left), { flag: "a" });
    } catch {
      // somebody else had the rest meanwhile
      return;
    }
}

/** Room again. */
export const clear = (folder: string) => rmSync(join(folder, JUNK), { force: true });

function freeAt(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
