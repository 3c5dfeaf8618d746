// What the benches share: running programs with their cost, alternating, medians, rows.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

export const CLI = "dist/cli.js";

/** Runs a program to its end; its output, wall and CPU seconds (its children included). */
export function cost(file, args, options = {}) {
  const timed = spawnSync("bash", ["-c", 'TIMEFORMAT="%R %U %S" ; { time "$0" "$@" 3>&- ; } 2>&3', file, ...args], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore", "pipe"],
    maxBuffer: 1 << 28,
    ...options,
  });
  if (timed.error) throw timed.error;
  const [wall, user, system] = timed.output[3].trim().split("\n").at(-1).split(" ").map(Number);
  if (timed.status !== 0) throw new Error(`${file} ${args.join(" ")} exited ${timed.status}: ${timed.output[3]}`);
  return { stdout: timed.stdout, wall, cpu: user + system };
}

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Runs two sides in turn, the first to go changing every round, and gives what each returned. */
export function alternate(rounds, ours, reference) {
  const results = { ours: [], reference: [] };
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? ["ours", "reference"] : ["reference", "ours"];
    for (const side of order) results[side].push(side === "ours" ? ours() : reference());
  }
  return results;
}

/** A row of the table: `ratio` must not exceed `limit`. */
export const row = (name, figures) => ({ ...cells(name, figures), sense: "<=", holds: figures.ratio <= figures.limit });

/** A row of the table: `ratio` must reach `limit`. */
export const floorRow = (name, figures) => ({
  ...cells(name, figures),
  sense: ">=",
  holds: figures.ratio >= figures.limit,
});

const cells = (name, { ours, reference, unit, ratio, limit }) => ({
  name,
  ours: round(ours),
  reference: round(reference),
  unit,
  ratio: round(ratio),
  limit,
});

const round = (value) => (Number.isFinite(value) ? Number(value.toPrecision(4)) : value);

/** A folder for one bench, removed at the end of the process. On tmpfs when there is one, as the targets say. */
export function scratch(onTmpfs = false) {
  const parent = onTmpfs && statSync("/dev/shm", { throwIfNoEntry: false }) ? "/dev/shm" : tmpdir();
  const folder = mkdtempSync(join(parent, "joulemark-bench-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Compiles one of the C programs beside this file. */
export function compile(name, folder) {
  const program = join(folder, name);
  execFileSync("gcc", ["-O2", "-pthread", "-o", program, join(import.meta.dirname, `${name}.c`)]);
  return program;
}

/** What modules of this repository export, which the bundle does not: `paths` from its top. */
export async function modules(paths) {
  const outfile = join(scratch(), "modules.mjs");
  const contents = paths.map((path) => `export * from "./${path}";`).join("\n");
  const stdin = { contents, resolveDir: process.cwd(), loader: "ts" };
  await build({ stdin, outfile, bundle: true, format: "esm", platform: "node", target: "node20.19" });
  return import(pathToFileURL(outfile).href);
}

/** A tree with one chip of six power inputs, below which joulemark finds it; and the six files for the C loop. */
export function sixFiles(folder) {
  const chip = join(folder, "sys/class/hwmon/hwmon0");
  mkdirSync(chip, { recursive: true });
  writeFileSync(join(chip, "name"), "bench\n");
  const files = [1, 2, 3, 4, 5, 6].map((index) => join(chip, `power${index}_input`));
  for (const [index, file] of files.entries()) writeFileSync(file, `${(index + 1) * 1_000_000}\n`);
  return { root: folder, files };
}
