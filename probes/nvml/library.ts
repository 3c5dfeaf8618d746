import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Program } from "../shared/program.js";

/** The name under which the dynamic loader knows it. */
export const LIBRARY = "libnvidia-ml.so.1";

/** Where the driver's packages put it, and where Windows lends it to its Linux. */
const folders = ["usr/lib/x86_64-linux-gnu", "usr/lib/aarch64-linux-gnu", "usr/lib64", "usr/lib/wsl/lib"];

/**
 * What to load: the bare name where the loader of this computer finds it, else a file; undefined when there is none.
 * Looking is cheap: nothing is loaded.
 */
export function findLibrary(root: string): string | undefined {
  if (root === "/" && loaderKnows()) return LIBRARY;
  return folders.map((folder) => join(root, folder, LIBRARY)).find((path) => existsSync(path));
}

/** The loader looks through LD_LIBRARY_PATH, then its cache (ld.so(8)). */
function loaderKnows(): boolean {
  const named = (process.env["LD_LIBRARY_PATH"] ?? "").split(/[:;]/).filter((folder) => folder !== "");
  return named.some((folder) => existsSync(join(folder, LIBRARY))) || loaderCache().includes(LIBRARY);
}

function loaderCache(): Buffer {
  try {
    return readFileSync("/etc/ld.so.cache");
  } catch {
    return Buffer.alloc(0);
  }
}

// Beside this file in dist/; the sources, run unbuilt, are compiled as they are loaded.
const unbuilt = import.meta.url.endsWith(".ts");
const reader = fileURLToPath(new URL(unbuilt ? "./reader.ts" : "./nvml-reader.js", import.meta.url));

/** The program that calls the library; it answers once, or samples by `task` until its input ends. */
export const readerProgram = (library: string, ...task: readonly string[]): Program => ({
  file: process.execPath,
  args: [...(unbuilt ? ["--import", "tsx"] : []), reader, library, ...task],
  endsWithInput: true,
});
