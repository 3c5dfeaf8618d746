// The native runner against what this machine can do, and against another runtime where that is installed.
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { alternate, floorRow, median, row, scratch } from "./lib.mjs";
import { onnxModel } from "./onnx.mjs";

const RUNNER = resolve("runner/build/joulemark-runner");
const THREADS = "2";

const runnerJson = (args) =>
  JSON.parse(execFileSync(RUNNER, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
const peak = () => runnerJson(["peak", "--threads", THREADS]);

/** One run of the runner on the processor: its events by name, the last of each. */
function run(args) {
  const all = ["run", "--backend", "onednn", "--threads", THREADS, "--no-wait", ...args];
  const { status, output, stderr } = spawnSync(RUNNER, all, {
    encoding: "utf8",
    stdio: ["ignore", "ignore", "pipe", "pipe"],
  });
  if (status !== 0) throw new Error(`${RUNNER} ${all.join(" ")} exited ${status}: ${stderr}`);
  return Object.fromEntries(
    output[3]
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line))
      .map((event) => [event.ev, event]),
  );
}

const cell = (network, batch, seconds) =>
  run(["--network", network, "--batch", String(batch), "--warmup-ms", "500", "--duration-ms", String(1000 * seconds)]);

const pairs = ({ ours, reference }, of) => median(ours.map((mine, index) => of(mine, reference[index])));

/** Arithmetic: a network's own against the library's matrix product, in the same minute. */
function arithmetic(network, batch, limit, { rounds, seconds }) {
  const gflops = ({ ready, done }) => (2 * ready.macs * done.imagesPerS) / 1e9;
  const results = alternate(
    rounds,
    () => gflops(cell(network, batch, seconds)),
    () => peak().sgemmGflops,
  );
  return floorRow(`runner: ${network}, batch ${batch}, against its own sgemm`, {
    ours: median(results.ours),
    reference: median(results.reference),
    unit: "GFLOP/s",
    ratio: pairs(results, (mine, theirs) => mine / theirs),
    limit,
  });
}

/** The fully connected layers alone, as a network of their own: every pass reads all their weights once. */
function bandwidth({ rounds, seconds }) {
  const file = join(scratch(), "fc.json");
  const { layers } = JSON.parse(readFileSync("runner/networks/alexnet.json", "utf8"));
  const network = {
    name: "alexnet-fc",
    input: { channels: 256, crops: [6] },
    layers: layers.filter(({ type }) => type === "fc" || type === "softmax"),
  };
  writeFileSync(file, JSON.stringify(network));
  const gigabytes = ({ ready, done }) => (4 * ready.params * done.imagesPerS) / 1e9;
  const results = alternate(
    rounds,
    () => gigabytes(cell(file, 1, seconds)),
    () => peak().readGBps,
  );
  return floorRow("runner: AlexNet's FC layers, batch 1, against reading", {
    ours: median(results.ours),
    reference: median(results.reference),
    unit: "GB/s",
    ratio: pairs(results, (mine, theirs) => mine / theirs),
    limit: 0.8,
  });
}

/** What a run costs beside its primitives. */
function costs({ rounds, seconds }) {
  const runs = Array.from({ length: rounds }, () => cell("alexnet", 1, seconds));
  const setUp = median(runs.map(({ ready }) => (ready.setupMs.weights + ready.setupMs.prepare) / 1000));
  const overhead = median(runs.map(({ done }) => done.overheadShare));
  return [
    row("runner: set-up of AlexNet", {
      ours: setUp,
      reference: 1,
      unit: "s (reference: the target)",
      ratio: setUp,
      limit: 1,
    }),
    row("runner: loop beside the primitives, batch 1", {
      ours: overhead,
      reference: 1,
      unit: "of the time",
      ratio: overhead,
      limit: 0.005,
    }),
  ];
}

/** The other runtime's file: installed beside this project or in the folder that $JOULEMARK_ONNXRUNTIME names. */
function otherRuntime() {
  const base = process.env.JOULEMARK_ONNXRUNTIME ?? ".";
  try {
    return createRequire(join(resolve(base), "x.js")).resolve("onnxruntime-node");
  } catch {
    return undefined;
  }
}

function distance(a, b) {
  const norm = (values) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
  return norm(a.map((value, index) => value - b[index])) / norm(b);
}

/** The same network and weights on another runtime: it has to get the same logits before its speed counts. */
function against(runtime, network, batch, { rounds, seconds }) {
  const folder = scratch();
  const [weights, ours, file] = ["weights", "logits", "model.onnx"].map((name) => join(folder, name));
  run([
    "--network",
    network,
    "--batch",
    String(batch),
    "--iterations",
    "1",
    "--dump-weights",
    weights,
    "--dump-logits",
    ours,
  ]);
  const [shapes] = runnerJson(["networks", network]).networks;
  const { model, logits } = onnxModel({
    file: `runner/networks/${network}.json`,
    shapes,
    weights: readFileSync(weights),
    batch,
  });
  writeFileSync(file, model);
  const script = join(import.meta.dirname, "onnx-time.mjs");
  const args = [script, runtime, file, logits, [batch, ...shapes.input].join(","), THREADS, String(seconds)];
  const theirs = () => JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8" }));
  const results = alternate(rounds, () => cell(network, batch, seconds).done.imagesPerS, theirs);
  const mine = readFileSync(ours);
  const error = distance(results.reference[0].logits, Array.from(new Float32Array(mine.buffer, mine.byteOffset, 1000)));
  if (!(error < 1e-4)) throw new Error(`${network}: the other runtime's logits differ by ${error}`);
  return floorRow(`runner: ${network}, batch ${batch}, against onnxruntime-node`, {
    ours: median(results.ours),
    reference: median(results.reference.map(({ imagesPerS }) => imagesPerS)),
    unit: "images/s",
    ratio: pairs(results, (a, b) => a / b.imagesPerS),
    limit: 1.2,
  });
}

export async function runner({ rounds = 3, full = false } = {}) {
  if (!existsSync(RUNNER)) {
    process.stderr.write("bench: runner skipped: it is not built (npm run build:runner)\n");
    return [];
  }
  const options = { rounds, seconds: full ? 8 : 4 };
  const rows = [
    arithmetic("alexnet", 48, 0.75, options),
    arithmetic("googlenet", 8, 0.7, options),
    arithmetic("googlenet", 48, 0.7, options),
    bandwidth(options),
    ...costs(options),
  ];
  const runtime = otherRuntime();
  if (runtime === undefined) {
    process.stderr.write(
      "bench: comparison skipped: no onnxruntime-node (npm i --ignore-scripts onnxruntime-node in a folder; name it in JOULEMARK_ONNXRUNTIME)\n",
    );
    return rows;
  }
  for (const [network, batch] of [
    ["alexnet", 1],
    ["alexnet", 48],
    ["googlenet", 1],
    ["googlenet", 8],
  ])
    rows.push(against(runtime, network, batch, options));
  return rows;
}
