import { expect, it } from "vitest";
import { describeCudnn, runCudnn } from "./cuda-double.js";

describeCudnn("a device lost", () => {
  it.each(["", "--graph off", "--mode latency"])("in mid-run ends the run as such (%s)", async (options) => {
    const all = `--network tiny-inception --iterations 100000 ${options}`;
    const outcome = await runCudnn(all, { fail: "device-lost:900" });
    expect(outcome.ready).toBeDefined();
    expect(outcome.error).toMatchObject({ code: "device-lost", exit: 69, remedy: expect.stringContaining("Xid") });
    expect(outcome).toMatchObject({ status: 69, done: false, faults: [] });
  });

  // Every step of a set-up is some call; a pass of this network has 14.
  it.each([0, 1, 2, 3, 7, 13, 14, 15, 20, 27, 28, 29, 42])(
    "after %i pieces of work ends the set-up",
    async (pieces) => {
      const outcome = await runCudnn("--verify --network tiny-inception", { fail: `device-lost:${pieces}` });
      expect(outcome.error?.code).toMatch(/^(device-lost|driver-error)$/);
      expect(outcome).toMatchObject({ status: 69, ready: undefined, faults: [] });
    },
  );
});

describeCudnn("a device's memory", () => {
  it("that is too small is refused before anything is allocated, with the numbers", async () => {
    const outcome = await runCudnn("--network googlenet --batch 1024", { fail: "memory:4000000000" });
    expect(outcome).toMatchObject({
      status: 71,
      ready: undefined,
      faults: [],
      error: { code: "out-of-memory", exit: 71 },
    });
    expect(outcome.error?.detail).toMatch(/batch 1024 in fp32 needs 7\.\d+ GB \(weights 28 MB, activations 7\.\d+ GB/);
    expect(outcome.error?.detail).toMatch(/4 GB of the device's 4 GB are free/);
    expect(outcome.error?.remedy).toMatch(/--batch/);
    expect(outcome.counts.has("cudaMalloc")).toBe(false);
  });

  it("is enough for GoogLeNet's batch of 128 only because it is used again", async () => {
    const enough = 1_000_000_000;
    // With an output of its own for every layer it needs 3.5 GB; this refusal says that less than 1 GB would do.
    const { error } = await runCudnn("--network googlenet --batch 128", { fail: `memory:${enough / 2}` });
    const needed = Number(/needs (0\.\d+) GB/.exec(error?.detail ?? "")?.[1]) * 1e9;
    expect(needed).toBeGreaterThan(enough / 2);
    expect(needed).toBeLessThan(enough);
  });

  it("that would not do for an output of every layer's own is noted", async () => {
    const { ready } = await runCudnn("--network tiny-inception --batch 64");
    const bytes = ready?.bytes;
    const needed = (bytes?.weights ?? 0) + (bytes?.activations ?? 0) + (bytes?.workspace ?? 0);
    const outcome = await runCudnn("--verify --network tiny-inception --batch 64", {
      fail: `memory:${needed + 200_000}`,
    });
    expect(outcome.ready?.notes).toContainEqual(expect.stringMatching(/as in Caffe, it would need/));
    expect(outcome).toMatchObject({ status: 0, faults: [] });
  });

  it("that runs out in the middle of the set-up is given back", async () => {
    for (const bytes of [1000, 20_000, 70_000]) {
      const outcome = await runCudnn("--network tiny-inception", { fail: `malloc:${bytes}` });
      expect(outcome).toMatchObject({ status: 71, faults: [], error: { code: "out-of-memory" } });
    }
  });
});
