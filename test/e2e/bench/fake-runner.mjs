// Speaks the protocol of runner/PROTOCOL.md without computing anything; its first argument says how it misbehaves.
import { closeSync, writeSync } from "node:fs";

const [said, command, ...args] = process.argv.slice(2);
// in a matrix each network has its own way
const network = args[args.indexOf("--network") + 1];
const mode = said === "matrix" ? network : said;
const IMAGES = 5;
const WINDOWS = mode === "long" ? 2000 : 8;
const now = () => process.hrtime.bigint() + (mode === "elsewhere" ? 3_600_000_000_000n : 0n);
const sleep = (ms) => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
const write = (text) => writeSync(3, text);
const say = (ev, fields = {}) => write(`${JSON.stringify({ v: 1, t: String(now()), ev, ...fields })}\n`);

const description = { backend: "fake", version: "1.2", device: "none", isa: "none", libraries: [] };
const hello = { runner: "0", pid: process.pid, threads: 1, computesOn: mode === "device" ? "device" : "processor" };
const ready = {
  network: "net",
  crop: 16,
  batch: IMAGES,
  precision: "fp32",
  input: mode === "zeros" ? "zeros" : "constant",
  falsifying: mode === "zeros",
  params: 10,
  macs: 20,
  bytes: { weights: 1, activations: 2, workspace: 3 },
  layers: [{ name: "fc", type: "fc", out: [1, 1, 1], implementation: "by hand", workspaceBytes: 0 }],
  weightsHash: "0123456789abcdef",
  setupMs: { weights: 1, prepare: 1 },
  graph: mode === "noted" ? "refused: no graph here" : "off",
  fc: "auto",
  algo: "auto",
  notes: mode === "noted" ? ["fc by hand"] : [],
  verify: verification(),
};
const failure = { code: "device-lost", detail: "the device went away", remedy: "Plug it in", exit: 70 };

function verification() {
  const passed = mode === "verified";
  return passed || mode === "unverified"
    ? { relativeError: 1e-7, gate: 1e-5, top1: passed, top5Shared: 5, passed }
    : null;
}

if (command === "info") info();
else run();

function info() {
  const refused = { available: false, backend: "gone", code: "gone", detail: "it is not here", remedy: "Get it" };
  const found = { available: true, ...description, precisions: ["fp32"], refusals: ["fp16: too wide; be narrow"] };
  const networks = said === "matrix" ? ["net", "dies", "hangs", "never-ready", "refused", "memory"] : ["net"];
  const backends = mode === "none" ? [refused] : [refused, found];
  if (mode === "garbage") console.log("no JSON");
  else console.log(JSON.stringify({ v: mode === "version" ? 2 : 1, runner: "0", backends, networks }));
}

function run() {
  process.on("SIGTERM", () => stop("signal"));
  process.on("SIGINT", () => stop("signal"));
  if (mode === "stubborn") process.on("SIGTERM", () => undefined).on("SIGINT", () => undefined);
  if (mode === "silent") process.exit(3);
  if (mode === "refused") return fail({ ...failure, exit: 69 });
  if (mode === "memory") return fail({ ...failure, code: "out-of-memory", exit: 71 });
  say("hello", { ...description, ...hello, ...(mode === "version" && { v: 2 }) });
  if (mode === "never-ready" || mode === "stubborn") return setInterval(() => undefined, 1000);
  if (mode === "garbage") write("libfoo: warning\n\u0000\ufffd{\n[1]\n");
  if (mode === "huge") write(`${"x".repeat(3 << 20)}\n`);
  if (mode === "chatter") console.log("said on stdout");
  if (mode === "chatter") console.error("said on stderr\njoulemark-runner: kept back\n  -> kept back too");
  const { batch: _batch, ...withoutBatch } = ready;
  say("ready", mode === "field" ? withoutBatch : ready);
  if (mode === "unverified") return setTimeout(() => fail({ ...failure, code: "verify-failed", exit: 74 }), 50);
  process.stdin.on("data", () => measure()).on("end", () => stop("stdin"));
}

let stopped;
const total = { t0: now(), t1: now(), images: 0 };

function stop(why) {
  if (mode === "stubborn" || stopped !== undefined) return;
  stopped = why;
  if (total.images === 0) finish();
}

function measure() {
  const t0 = String(now());
  say("warm", { t0, t1: String(now()), iterations: 1 });
  step(0);
}

function step(k) {
  if (stopped !== undefined || k === WINDOWS) return finish();
  if (k === 3 && mode === "dies") process.kill(process.pid, "SIGKILL");
  if (k === 3 && mode === "error") return fail(failure);
  if (k === 3 && mode === "hangs") return setInterval(() => undefined, 1000);
  if (k === 3 && mode === "cut") return cut();
  if (k === 3 && mode === "stopped") process.kill(process.pid, "SIGTERM");
  if (k === 3 && mode === "closes") return closeSync(3);
  window(k);
  setTimeout(() => step(k + 1), 1);
}

function window(k) {
  const t0 = now();
  sleep(40);
  const t1 = now();
  if (k === 0) total.t0 = t0;
  total.t1 = t1;
  total.images += IMAGES;
  const share = mode === "starved" || mode === "device" ? 0.4 : 1;
  const images = mode === "bad-window" && k === 3 ? -1 : IMAGES;
  const cpuNs = Math.round(Number(t1 - t0) * share);
  say("window", { t0: String(t0), t1: String(t1), iterations: 1, images, cpuNs, involuntarySwitches: 7 });
}

function cut() {
  write('{"v":1,"t":"1","ev":"window","t0":"5');
  process.exit(1);
}

function fail(event) {
  say("error", event);
  console.error(`joulemark-runner: ${event.detail}\n  -> ${event.remedy}`);
  process.exit(event.exit);
}

function finish() {
  const { t0, t1, images } = total;
  const iterations = images / IMAGES;
  const seconds = Number(t1 - t0) / 1e9;
  const latencyMs = mode === "latency" ? { median: 40, p95: 41, p99: 42 } : null;
  say("done", {
    t0: String(t0),
    t1: String(t1),
    iterations,
    images,
    imagesPerS: images === 0 ? null : images / seconds,
    stopped: stopped ?? "duration",
    latencyMs,
    overheadShare: images === 0 ? null : mode === "overhead" ? 0.1 : 0.001,
  });
  if (mode === "crashes-late") process.kill(process.pid, "SIGSEGV");
  process.exit(mode === "fails-late" ? 3 : 0);
}
