import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

/** The folder of the helpers that users copy. */
export const HELPERS = resolve("examples/marks");

/** A program in one language that marks through its helper. */
export interface Program {
  readonly language: string;
  readonly words: readonly string[];
  /** Why it cannot run here. */
  readonly missing?: string;
}

const works = (file: string, ...args: readonly string[]) => spawnSync(file, args).status === 0;

/** The compiled program, or undefined without a compiler. Its `now` prints monotonic, wall and monotonic clock. */
export const compiled = compile();

function compile(): string | undefined {
  if (!works("gcc", "--version")) return undefined;
  const file = join(mkdtempSync(join(tmpdir(), "marks-")), "program");
  const { status, stderr } = spawnSync("gcc", [
    "-O2",
    "-Wall",
    "-Wextra",
    "-Werror",
    `-I${HELPERS}`,
    here("program.c"),
    "-o",
    file,
  ]);
  if (status !== 0) throw new Error(String(stderr));
  return file;
}

const interpreted = (language: string, file: string, program: string): Program => ({
  language,
  words: [file, here(program)],
  ...(!works(file, "-c", "exit") && file !== process.execPath && { missing: `no ${file}` }),
});

/** One for each helper and interpreter. */
export const programs: readonly Program[] = [
  { language: "C", words: [compiled ?? ""], ...(compiled === undefined && { missing: "no gcc" }) },
  interpreted("Python", "python3", "program.py"),
  interpreted("bash", "bash", "program.sh"),
  interpreted("POSIX sh", "dash", "program.sh"),
  interpreted("Node", process.execPath, "program.mjs"),
];

/** The environment the programs need. */
export const environment = { HELPERS, NOW: `${compiled} now` };
