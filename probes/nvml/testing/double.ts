import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { LIBRARY } from "../library.js";

const source = join(import.meta.dirname, "../testdata/double.c");
const FOLDER = "usr/lib/x86_64-linux-gnu";

/** What the double needs and is not here, for the name of what is then skipped; undefined when all is here. */
export function missingForDouble(): string | undefined {
  try {
    execFileSync("gcc", ["--version"], { stdio: "ignore" });
    createRequire(import.meta.url).resolve("koffi");
    return undefined;
  } catch {
    return "no gcc or no koffi";
  }
}

/** A tree with the double of the library in it. */
export interface Double {
  readonly root: string;
  readonly library: string;
  /** Tells the double what to do from its next call on (lines as in its source). */
  tell(...lines: readonly string[]): void;
  /** What callers did that none may. */
  misuse(): string;
}

let built: string | undefined;

function build(): string {
  if (built !== undefined) return built;
  built = join(mkdtempSync(join(tmpdir(), "nvml-")), LIBRARY);
  execFileSync("gcc", ["-std=gnu11", "-Wall", "-Werror", "-shared", "-fPIC", "-o", built, source, "-ldl"]);
  return built;
}

/** Builds the double into a new tree. */
export function plantDouble(...lines: readonly string[]): Double {
  const root = mkdtempSync(join(tmpdir(), "nvml-"));
  const library = join(root, FOLDER, LIBRARY);
  mkdirSync(dirname(library), { recursive: true });
  copyFileSync(build(), library);
  const tell = (...said: readonly string[]) => writeFileSync(`${library}.control`, `${said.join("\n")}\n`);
  tell(...lines);
  const misuse = `${library}.misuse`;
  return { root, library, tell, misuse: () => (existsSync(misuse) ? readFileSync(misuse, "utf8") : "") };
}
