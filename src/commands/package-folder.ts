import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The package's own folder, the nearest above that holds one: this file runs from `src/` and, bundled, from `dist/`. */
export function packageFolder(from: string = import.meta.dirname): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}
