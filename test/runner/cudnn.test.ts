import { expect, it } from "vitest";
import { describeCudnn, type Outcome, runCudnn } from "./cuda-double.js";

/** The run went through, its logits are the reference's, and no call was wrong. */
function expectVerified(outcome: Outcome): void {
  expect(outcome.error).toBeUndefined();
  expect(outcome.faults).toEqual([]);
  expect(outcome.ready?.verify).toMatchObject({ passed: true });
  expect(outcome).toMatchObject({ status: 0, done: true });
}

const networks = ["tiny", "tiny-inception"];
const precisions = ["fp32", "tf32", "fp16", "fp16-true"];
const algorithms = [
  ..."auto find implicit-gemm precomp-gemm gemm fft fft-tiling winograd winograd-nonfused".split(" "),
];

describeCudnn("logits through cuDNN", () => {
  const cells = networks.flatMap((network) => precisions.map((precision) => ({ network, precision })));
  it.each(cells)(
    "of $network in $precision are the reference's at batch 1, 2 and 5",
    async ({ network, precision }) => {
      for (const batch of [1, 2, 5])
        expectVerified(await runCudnn(`--verify --network ${network} --precision ${precision} --batch ${batch}`));
    },
  );

  it.each(precisions)("in %s tell rounding apart: float to 1e-6, what is shorter not", async (precision) => {
    const { ready } = await runCudnn(`--verify --network tiny-inception --precision ${precision} --batch 2`);
    const error = ready?.verify?.relativeError ?? Number.NaN;
    // Were the arithmetic of one precision that of another, its error would be too.
    if (precision === "fp32") expect(error).toBeLessThan(1e-6);
    else expect(error).toBeGreaterThan(1e-5);
  });

  it.each(algorithms)("with --algo %s are the reference's", async (algo) => {
    const outcome = await runCudnn(`--verify --network tiny-inception --batch 2 --algo ${algo}`);
    expectVerified(outcome);
    const convolutions = outcome.ready?.layers.filter(({ type }) => type === "conv") ?? [];
    const other = convolutions.filter(({ implementation }) => !implementation.startsWith(`${algo},`));
    const named = algo !== "auto" && algo !== "find";
    // A layer that has another algorithm than was asked for says so.
    expect(outcome.ready?.notes.map((note) => note.split(":")[0])).toEqual(named ? other.map(({ name }) => name) : []);
    if (named) expect(other.length).toBeLessThan(convolutions.length);
  });

  it("with --algo find are those of the algorithms that are measured then", async () => {
    const outcome = await runCudnn("--verify --network tiny-inception --batch 2 --algo find");
    expectVerified(outcome);
    // A second search, for the run after the verification, would find others.
    const convolutions = outcome.ready?.layers.filter(({ type }) => type === "conv").length;
    expect(outcome.counts.get("cudnnFindConvolutionForwardAlgorithmEx")).toBe(convolutions);
  });

  it.each(["auto", "find"])("with --algo %s in floats come from no algorithm that is less exact", async (algo) => {
    const outcome = await runCudnn(`--verify --network tiny-inception --batch 2 --algo ${algo}`);
    expectVerified(outcome);
    expect(outcome.ready?.layers.map(({ implementation }) => implementation).join()).not.toContain("winograd-nonfused");
  });

  const fcs = ["gemv", "gemm"].flatMap((fc) => ["fp32", "fp16"].map((precision) => ({ fc, precision })));
  it.each(fcs)("with --fc $fc in $precision are the reference's", async ({ fc, precision }) => {
    for (const batch of [1, 5]) {
      const outcome = await runCudnn(`--verify --network tiny --batch ${batch} --fc ${fc} --precision ${precision}`);
      expectVerified(outcome);
      const used = outcome.ready?.layers
        .filter(({ type }) => type === "fc")
        .map(({ implementation }) => implementation);
      expect(used?.map((text) => text.split(",")[0])).toEqual([fc, fc]);
    }
  });

  it("take gemm for half sums, and say so", async () => {
    const outcome = await runCudnn("--verify --network tiny --fc gemv --precision fp16-true");
    expectVerified(outcome);
    expect(outcome.ready?.notes).toEqual([
      expect.stringMatching(/^fc3: .*gemm instead$/),
      expect.stringMatching(/^fc4: .*gemm instead$/),
    ]);
  });

  it("are the same with and without a graph", async () => {
    for (const graph of ["on", "off"]) {
      const outcome = await runCudnn(`--verify --network tiny-inception --batch 2 --graph ${graph}`);
      expectVerified(outcome);
      expect(outcome.ready?.graph).toBe(graph);
      expect(outcome.counts.has("cudaGraphLaunch")).toBe(graph === "on");
    }
  });

  it("are the reference's in latency mode", async () => {
    expectVerified(await runCudnn("--verify --network tiny-inception --mode latency"));
  });
});

describeCudnn("other versions of CUDA", () => {
  it.each(precisions)("11 with cuDNN 8 computes in %s", async (precision) => {
    expectVerified(await runCudnn(`--verify --network tiny-inception --precision ${precision}`, { cuda: "11" }));
  });

  it.each(["fp32", "fp16", "fp16-true"])("10.2 computes in %s, without graph and half gemv", async (precision) => {
    const options = `--verify --network tiny-inception --fc gemv --precision ${precision}`;
    const outcome = await runCudnn(options, { cuda: "10" });
    expectVerified(outcome);
    expect(outcome.ready?.graph).toMatch(/^refused: .*11\.4/);
    expect(outcome.counts.has("cublasHSHgemvStridedBatched")).toBe(false);
  });
});
