import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { describeCudnn, runCudnn } from "./cuda-double.js";

/** What is refused, what is done instead, and how `ready` tells. */
const fallbacks = [
  { fail: "lrn-half", options: "--precision fp16", note: /^norm1: lrn_precision f32, /, used: /in fp32/ },
  { fail: "lrn-half", options: "--precision fp16-true", note: /^norm1: lrn_precision f32, /, used: /in fp32/ },
  { fail: "strided-output", options: "--batch 2", note: /^inception_a\/1x1: .*copied/, used: /packed copy/ },
  { fail: "strided-output", options: "--batch 2 --precision fp16", note: /copied/, used: /packed copy/ },
  { fail: "strided-output", options: "--batch 2 --algo fft", note: /copied/, used: /^fft, .*packed copy/ },
  {
    fail: "algo:1",
    options: "--algo precomp-gemm",
    note: /^conv1: precomp-gemm refused .* instead$/,
    used: /^winograd/,
  },
  {
    fail: "absurd-workspace",
    options: "--algo precomp-gemm",
    note: /wants 151\d+ bytes .*the cap is 268435456/,
    used: /^fft/,
  },
  { fail: "find-unsupported", options: "--algo find", note: /nothing could be measured/, used: /fused/ },
  { fail: "ceil-pool-unsupported", options: "--batch 2", note: /^pool1: .*widened/, used: /widened input/ },
  { fail: "ceil-pool-unsupported", options: "--batch 2 --precision fp16", note: /widened/, used: /widened input/ },
] as const;

/** Refused without anything to tell beyond what `ready` lists. */
const silent = [
  { fail: "fused-unsupported", options: "", used: /bias apart/ },
  { fail: "fused-unsupported", options: "--batch 2 --precision fp16-true", used: /bias apart/ },
  { fail: "heuristics-unsupported", options: "", used: /^precomp-gemm/ },
  { fail: "absurd-workspace", options: "", used: /^(fft|winograd)/ },
  { fail: "algo:7,algo:6,algo:4,algo:5,algo:2", options: "", used: /^precomp-gemm/ },
];

/** What ends the run, before anything is measured. */
const refusals = [
  { fail: "no-driver", code: "no-driver", remedy: /driver/, status: 69 },
  { fail: "driver-too-old", code: "driver-too-old", remedy: /newer NVIDIA driver/, status: 69 },
  { fail: "no-device", code: "no-device", remedy: /nvidia-smi -L/, status: 69 },
  { fail: "driver-mismatch", code: "driver-mismatch", remedy: /reboot/, status: 69 },
  { fail: "busy", code: "device-busy", remedy: /compute mode/, status: 69 },
  { fail: "cudnn-create", code: "driver-error", remedy: /dmesg/, status: 69 },
  { fail: "cublas-create", code: "driver-error", remedy: /dmesg/, status: 69 },
  { fail: "cudnn-parts-of-two", code: "library-mismatch", remedy: /one installation/, status: 69 },
  { fail: "cudnn-of-other-major", code: "library-mismatch", remedy: /one installation/, status: 69 },
  { fail: "cudnn-memory", code: "out-of-memory", remedy: /--batch/, status: 71 },
  { fail: "malloc:100000", code: "out-of-memory", remedy: /--batch/, status: 71 },
  {
    fail: "lrn-half,transform-types",
    options: "--precision fp16",
    code: "unsupported-layer",
    remedy: /fp32/,
    status: 69,
  },
  {
    fail: "algo:0,algo:1,algo:2,algo:4,algo:5,algo:6,algo:7",
    code: "unsupported-layer",
    remedy: /--precision/,
    status: 69,
  },
  {
    fail: "capability:75",
    options: "--precision tf32",
    code: "unsupported-precision",
    remedy: /fp32 or fp16/,
    status: 69,
  },
  {
    fail: "capability:61",
    options: "--precision fp16-true",
    code: "unsupported-precision",
    remedy: /fp16$/,
    status: 69,
  },
  { fail: "", options: "--device 3", code: "no-device", remedy: /--device/, status: 69 },
  {
    fail: "",
    options: "--algo fastest",
    code: "unknown-algo",
    remedy: /auto, find, implicit-gemm.*winograd/,
    status: 64,
  },
];

const inception = (options = "") => `--verify --network tiny-inception ${options}`;

describeCudnn("what cuDNN refuses", () => {
  it.each(fallbacks)("$fail ($options) is done otherwise, and said", async ({ fail, options, note, used }) => {
    const { ready, faults, status } = await runCudnn(inception(options), { fail });
    expect(faults).toEqual([]);
    expect(ready?.verify).toMatchObject({ passed: true });
    expect(ready?.notes).toContainEqual(expect.stringMatching(note));
    expect(ready?.layers.map(({ implementation }) => implementation)).toContainEqual(expect.stringMatching(used));
    expect(status).toBe(0);
  });

  it.each(silent)("$fail ($options) is done otherwise", async ({ fail, options, used }) => {
    const { ready, faults, status } = await runCudnn(inception(options), { fail });
    expect(faults).toEqual([]);
    expect(ready?.verify).toMatchObject({ passed: true });
    expect(ready?.layers.map(({ implementation }) => implementation)).toContainEqual(expect.stringMatching(used));
    expect(status).toBe(0);
  });

  it.each(["graph-capture", "graph-record", "graph-instantiate"])(
    "%s: passes are started call by call",
    async (fail) => {
      const { ready, faults, status, counts } = await runCudnn(inception(), { fail });
      expect(ready?.graph).toMatch(/^refused: (cudaError|CUDNN_STATUS)/);
      expect(ready?.verify).toMatchObject({ passed: true });
      expect(counts.has("cudaGraphLaunch")).toBe(false);
      expect({ faults, status }).toEqual({ faults: [], status: 0 });
    },
  );

  it.each(refusals)("$fail $options ends with $code", async ({ fail, options, code, remedy, status }) => {
    const outcome = await runCudnn(inception(options), { fail });
    expect(outcome.error).toMatchObject({ code, exit: status, remedy: expect.stringMatching(remedy) });
    expect(outcome).toMatchObject({ status, ready: undefined, done: false, faults: [] });
  });

  it("a batch of more numbers than cuDNN counts is refused with the largest that is not", async () => {
    const folder = mkdtempSync(join(tmpdir(), "joulemark-network-"));
    const file = join(folder, "wide.json");
    const layers = [
      { name: "conv1", type: "conv", out: 16, kernel: 1 },
      { name: "pool1", type: "pool", mode: "average", kernel: 1024, stride: 1024 },
      { name: "fc1", type: "fc", out: 2 },
      { name: "prob", type: "softmax" },
    ];
    writeFileSync(file, JSON.stringify({ name: "wide", input: { channels: 1, crops: [4096] }, layers }));
    const outcome = await runCudnn(`--network ${file} --batch 8 --precision fp16`);
    rmSync(folder, { recursive: true });
    expect(outcome.error).toMatchObject({ code: "unsupported-batch", exit: 69 });
    expect(outcome.error?.remedy).toBe("take a --batch of 7 at most");
    expect(outcome).toMatchObject({ status: 69, ready: undefined, faults: [] });
  });

  it("TF32 is refused on CUDA 10, which has none", async () => {
    const outcome = await runCudnn(inception("--precision tf32"), { cuda: "10" });
    expect(outcome).toMatchObject({ status: 69, faults: [], error: { code: "unsupported-precision" } });
  });
});
