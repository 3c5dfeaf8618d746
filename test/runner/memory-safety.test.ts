import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, expect, it } from "vitest";
import { badOptions } from "./bad-options.js";
import { describeCudnn, runCudnn } from "./cuda-double.js";
import { backends, RUNNER, run, runnerSuite, SANITIZED, scratchFolder, start, valgrindSuite } from "./runner.js";

const folder = scratchFolder();
const PATIENCE_MS = 120_000;
const networks = ["tiny", "tiny-inception"];
const base = (backend: string, network: string) => ["run", "--no-wait", "--backend", backend, "--network", network];

const sanitizers = (leaks: boolean): Readonly<Record<string, string>> => ({
  ASAN_OPTIONS: `detect_leaks=${leaks ? 1 : 0}:exitcode=99`,
  UBSAN_OPTIONS: "print_stacktrace=1:exitcode=99",
  // The sanitizer of GCC 12 crashes on thread-local storage of libraries opened late.
  LSAN_OPTIONS: `use_tls=0:suppressions=${resolve("test/runner/leaks.supp")}:print_suppressions=0`,
});
let env = sanitizers(true);

const sanitized = (args: readonly string[]) => run(args, { program: SANITIZED, env });

runnerSuite("the sanitizers find nothing", () => {
  beforeAll(async () => {
    // A traced process cannot look for leaks.
    if ((await sanitized(["--version"])).status === 0) return;
    env = sanitizers(false);
    process.stderr.write("skipped: leaks of the runner: the sanitizer cannot trace its process here\n");
    expect((await sanitized(["--version"])).stderr).toBe("");
  }, PATIENCE_MS);

  const runs = backends.flatMap((backend) => networks.map((network) => [backend, network] as const));
  it.each(runs)(
    "in a run on %s of %s",
    async (backend, network) => {
      for (const more of [
        ["--verify", "--batch", "3", "--duration-ms", "300", "--warmup-ms", "20"],
        ["--mode", "latency", "--iterations", "20", "--threads", "3", "--input", "gaussian", "--algo", "direct"],
        ["--dump-logits", join(folder, "logits"), "--dump-weights", join(folder, "weights"), "--iterations", "1"],
      ]) {
        const { status, stderr } = await sanitized([...base(backend, network), ...more]);
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      }
    },
    PATIENCE_MS,
  );

  it(
    "in the other commands",
    async () => {
      for (const args of [["info"], ["networks"], ["--help"]]) {
        const { status, stderr } = await sanitized(args);
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      }
    },
    PATIENCE_MS,
  );

  it(
    "in what is refused",
    async () => {
      for (const [args, named] of badOptions) {
        const { status, stderr } = await sanitized([...base("reference", "tiny"), ...args]);
        expect({ args, status, stderr }).toEqual({ args, status: 64, stderr: expect.stringMatching(named) });
        expect(stderr.split("\n")).toHaveLength(3);
      }
    },
    PATIENCE_MS,
  );

  it(
    "in networks cut short or changed anywhere",
    async () => {
      const text = JSON.stringify({
        name: "mine",
        input: { channels: 3, crops: [8] },
        layers: [{ name: "é\\n", type: "conv", out: 4, kernel: 3, inputs: ["input"] }],
      });
      const changed = Array.from({ length: 30 }, (_, index) => {
        const at = Math.floor((index * text.length) / 30);
        return index % 2 === 0 ? text.slice(0, at) : `${text.slice(0, at)}\uffff-1e999"${text.slice(at + 1)}`;
      });
      const path = join(folder, "network.json");
      for (const content of [...changed, "[".repeat(200_000)]) {
        writeFileSync(path, content);
        const { status, stderr } = await sanitized([...base("reference", path), "--iterations", "1"]);
        expect([0, 64]).toContain(status);
        expect(stderr).not.toMatch(/Sanitizer|runtime error/);
      }
    },
    PATIENCE_MS,
  );

  it.each(backends)(
    "when it is told to stop: %s",
    async (backend) => {
      for (const stop of ["SIGTERM", "input"] as const) {
        const running = start(["run", "--backend", backend, "--network", "tiny"], { program: SANITIZED, env });
        running.input.write('{"cmd":"start"}\n');
        await running.until("ready");
        if (stop === "input") running.input.end();
        else running.child.kill(stop);
        const { status, stderr } = await running.ended;
        expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
      }
    },
    PATIENCE_MS,
  );
});

describeCudnn(
  "the sanitizers find nothing on the cuDNN back end",
  () => {
    const finds = (options: string, fail = "") => runCudnn(options, { fail, sanitizers: env });

    it.each(["fp32", "tf32", "fp16", "fp16-true"])(
      "in runs in %s, with and without a graph",
      async (precision) => {
        for (const more of ["--network tiny --verify", "--network tiny-inception --batch 3 --graph off --algo find"]) {
          const { status, stderr, faults } = await finds(`--precision ${precision} ${more}`);
          expect({ status, stderr, faults }).toEqual({ status: 0, stderr: "", faults: [] });
        }
      },
      PATIENCE_MS,
    );

    it.each([
      ["device-lost:2", 69],
      ["lrn-half", 0],
      ["strided-output", 0],
      ["graph-capture", 0],
      ["no-device", 69],
    ])(
      "with %s",
      async (fail, wanted) => {
        const { status, stderr } = await finds("--network tiny-inception --precision fp16", fail);
        expect(status).toBe(wanted);
        expect(stderr).not.toMatch(/Sanitizer|runtime error/);
      },
      PATIENCE_MS,
    );
  },
  { sanitized: true },
);

valgrindSuite("valgrind finds nothing", () => {
  const options = ["--quiet", "--error-exitcode=99", "--leak-check=full", "--errors-for-leak-kinds=definite,indirect"];
  const checked = (args: readonly string[]) => run([...options, RUNNER, ...args], { program: "valgrind" });

  it.each(networks)(
    "in a run of %s",
    async (network) => {
      const more = ["--batch", "2", "--verify", "--iterations", "2", "--warmup-ms", "0", "--mode", "latency"];
      const { status, stderr, last } = await checked([...base("reference", network), ...more]);
      expect({ status, stderr, last }).toMatchObject({ status: 0, stderr: "", last: { ev: "done" } });
    },
    PATIENCE_MS,
  );

  it(
    "in a refusal",
    async () => {
      const { status, stderr } = await checked([...base("reference", "tiny"), "--batch", "0"]);
      expect({ status, stderr }).toEqual({ status: 64, stderr: expect.not.stringContaining("==") });
    },
    PATIENCE_MS,
  );
});
