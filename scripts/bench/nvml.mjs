// Two GPUs' energy counters at 100 Hz through the driver's library, here the tests' double of it: what sampling them takes
// of a processor, the program that calls the library included, beyond what a recording of almost nothing takes.
import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { alternate, CLI, median, row, scratch } from "./lib.mjs";

// The first seconds also pay for starting and compiling what then runs for hours.
const SETTLE_S = 15;
const MEASURE_S = 10;
const LIMIT = 0.01;

export async function nvml({ rounds = 5 } = {}) {
  const root = scratch();
  const folder = join(root, "usr/lib/x86_64-linux-gnu");
  mkdirSync(folder, { recursive: true });
  const source = join(import.meta.dirname, "../../probes/nvml/testdata/double.c");
  execFileSync("gcc", ["-O2", "-shared", "-fPIC", "-o", join(folder, "libnvidia-ml.so.1"), source, "-ldl"]);

  const recording = [CLI, "record", "-q", "--out", join(root, "out"), "--sysroot", root];
  const idle = () => perSecond([...recording, "--probe", "simulated:periodMs=1000"]);
  const compare = (name, side) => {
    const { ours, reference } = alternate(rounds, side, idle);
    const beyond = median(ours.map((cpu, index) => cpu - reference[index]));
    const figures = { ours: median(ours), reference: median(reference), unit: "CPU s/s", ratio: beyond, limit: LIMIT };
    return row(name, figures);
  };
  return [
    compare("energy of 2 GPUs at 100 Hz: CPU beyond a recording of one value a second", () =>
      perSecond([...recording, "--probe", "nvml", "--rate", "100"]),
    ),
    // What this computer takes for waking up alone: nothing that samples can be below it. The idle recording is no part of it.
    compare("for comparison: a loop that only wakes up at 100 Hz, beside the same recording", () => {
      const loop = spawn(process.execPath, ["-e", WAKING], { stdio: "ignore" });
      const together = idle() + perSecondOf(loop.pid);
      loop.kill();
      return together;
    }),
  ];
}

const WAKING = "const flag = new Int32Array(new SharedArrayBuffer(4)); for (;;) Atomics.wait(flag, 0, 0, 10);";

function perSecond(args) {
  const started = spawn(process.execPath, args, { stdio: "ignore" });
  wait(SETTLE_S);
  const spent = perSecondOf(started.pid);
  started.kill();
  return spent;
}

function perSecondOf(pid) {
  const before = cpuSeconds(pid);
  wait(MEASURE_S);
  return (cpuSeconds(pid) - before) / MEASURE_S;
}

const wait = (seconds) => execFileSync("sleep", [String(seconds)]);

/** What a process, its threads and the programs it started have run for, to the nanosecond (proc(5), schedstat). */
function cpuSeconds(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}`);
  const own = threads.map((path) => Number(readFileSync(`${path}/schedstat`, "utf8").split(" ")[0]) / 1e9);
  const started = threads.flatMap((path) => readFileSync(`${path}/children`, "utf8").split(" ").filter(Boolean));
  return [...own, ...started.map(cpuSeconds)].reduce((sum, seconds) => sum + seconds, 0);
}
