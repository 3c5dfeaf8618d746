/** Runs the runner's cuDNN back end against the test double of CUDA, cuBLAS and cuDNN (runner/test/cuda-double). */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { beforeAll, describe } from "vitest";

const runner = fileURLToPath(new URL("../../runner", import.meta.url));
const plain = join(runner, "build");
const instrumented = join(runner, "build-sanitize");

/** What the runner says in `ready`, as far as these tests look at it. */
export interface Ready {
  readonly ev: "ready";
  readonly verify: { readonly passed: boolean; readonly relativeError: number } | null;
  readonly graph: string;
  readonly notes: readonly string[];
  readonly layers: readonly { readonly name: string; readonly type: string; readonly implementation: string }[];
  readonly bytes: { readonly weights: number; readonly activations: number; readonly workspace: number };
}

/** What the runner says instead of `done`. */
export interface Failed {
  readonly ev: "error";
  readonly code: string;
  readonly detail: string;
  readonly remedy: string;
  readonly exit: number;
}

/** One run: its exit, its events, and what the double found wrong with the calls it got. */
export interface Outcome {
  readonly status: number | string | undefined;
  readonly ready: Ready | undefined;
  readonly error: Failed | undefined;
  readonly done: boolean;
  readonly stderr: string;
  /** Violations and leaks; or that the double never came to its end. */
  readonly faults: readonly string[];
  /** Calls of each entry point. */
  readonly counts: ReadonlyMap<string, number>;
}

/** How the double is to fail (JOULEMARK_DOUBLE_FAIL), and which of its folders is taken. */
export interface Setting {
  readonly fail?: string;
  /** CUDA's major version, or a folder's path. */
  readonly cuda?: string;
  /** The build that watches its own memory, runner and double, with its environment; the plain one otherwise. */
  readonly sanitizers?: Readonly<Record<string, string>>;
}

const has = (command: string): boolean => spawnSync(command, ["--version"]).status === 0;
const missing = ["cmake", "g++", "make"].filter((command) => !has(command));

/** One at a time: the files of tests run side by side. */
function buildDouble(build: string): void {
  const configure = `cmake -S "${runner}" -B "${build}" > /dev/null`;
  const make = `cmake --build "${build}" --parallel 2 --target joulemark-runner cuda-double`;
  const { status, stdout, stderr } = spawnSync(
    "flock",
    [join(runner, "CMakeLists.txt"), "sh", "-c", `${configure} && ${make}`],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`the double cannot be built:\n${stdout}\n${stderr}`);
}

/** A `describe` that is skipped, and says why, where there is nothing to build with. */
export function describeCudnn(name: string, body: () => void, { sanitized = false } = {}): void {
  const why = missing.length > 0 ? ` (skipped: ${missing.join(", ")} not installed)` : "";
  describe.skipIf(why !== "")(`${name}${why}`, () => {
    beforeAll(() => buildDouble(sanitized ? instrumented : plain), 600_000);
    body();
  });
}

/** The folder of libraries of one of CUDA's major versions: 12, 11 or 10. */
export const librariesOf = (cuda: string, build = plain): string => join(build, "cuda-double", cuda);

const faultsIn = (log: readonly string[]): readonly string[] => [
  ...log.filter((line) => line !== "end" && !line.startsWith("count ")),
  ...(log.includes("end") ? [] : ["the process ended before the double's report"]),
];

const countsIn = (log: readonly string[]): ReadonlyMap<string, number> =>
  new Map(
    log
      .map((line) => line.split(" "))
      .flatMap(([kind, name, n]) => (kind === "count" ? [[name ?? "", Number(n)]] : [])),
  );

/** Runs a program of the build with the double's log read afterwards. */
async function logged(file: string, args: readonly string[], { fail = "", sanitizers }: Setting) {
  const folder = mkdtempSync(join(tmpdir(), "cuda-double-"));
  const log = join(folder, "log");
  try {
    const double = { JOULEMARK_DOUBLE_LOG: log, JOULEMARK_DOUBLE_FAIL: fail, JOULEMARK_CUDA_LIB_DIR: "" };
    const env = { ...double, ...sanitizers };
    const result = await execa(join(sanitizers ? instrumented : plain, file), args, {
      env,
      reject: false,
      timeout: 540_000,
    });
    return { result, log: readLines(log) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Empty where no library of the double was opened. */
function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8").trimEnd().split("\n");
  } catch {
    return ["end"];
  }
}

/** Three passes of a network, verified unless told otherwise; later options win over the defaults. */
export async function runCudnn(options: string, setting: Setting = {}): Promise<Outcome> {
  const { cuda = "12", sanitizers } = setting;
  const folder = cuda.includes("/") ? cuda : librariesOf(cuda, sanitizers ? instrumented : plain);
  const fixed = `run --backend cudnn --cuda-lib-dir ${folder} --no-wait --warmup-ms 0 --event-fd 1 --iterations 3`;
  const { result, log } = await logged("joulemark-runner", `${fixed} ${options}`.trim().split(/\s+/), setting);
  const events = result.stdout.split("\n").flatMap((line) => (line === "" ? [] : [JSON.parse(line)]));
  return {
    status: result.exitCode ?? result.signal,
    ready: events.find(({ ev }) => ev === "ready"),
    error: events.find(({ ev }) => ev === "error"),
    done: events.some(({ ev }) => ev === "done"),
    stderr: result.stderr,
    faults: faultsIn(log),
    counts: countsIn(log),
  };
}

/** What the double says to calls that the documentation forbids: the lines of its program, and of its log. */
export async function misuseDouble(): Promise<{ readonly answers: readonly string[]; readonly violations: number }> {
  const { result, log } = await logged("cuda-double/cuda-double-misuse", [], {});
  return {
    answers: result.stdout.split("\n"),
    violations: log.filter((line) => line.startsWith("violation ")).length,
  };
}
