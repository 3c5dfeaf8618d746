import { expect, it } from "vitest";
import { describeCudnn, runCudnn } from "./cuda-double.js";

const cells = ["alexnet --crop 227", "caffenet --crop 224", "googlenet --crop 224"];

describeCudnn("whole networks through cuDNN", () => {
  it.each(cells)("%s at batch 1 has the reference's logits", { timeout: 600_000 }, async (cell) => {
    const outcome = await runCudnn(`--verify --iterations 1 --network ${cell}`);
    expect(outcome.error).toBeUndefined();
    expect(outcome.faults).toEqual([]);
    expect(outcome.ready?.verify).toMatchObject({ passed: true });
    expect(outcome.ready?.notes).toEqual([]);
    expect(outcome.status).toBe(0);
  });
});
