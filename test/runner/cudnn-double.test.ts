import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { describeCudnn, misuseDouble, runCudnn } from "./cuda-double.js";

/** For `npm run test:cudnn` alone, which asks the real library for the sizes of all layers. */
const notForRuns = ["cudnnGetPooling2dForwardOutputDim"];

/** Runs that together call everything. */
const runs = [
  { options: "--network tiny --batch 1" },
  { options: "--network tiny --batch 1 --precision fp16" },
  { options: "--network tiny-inception --batch 2 --algo find" },
  { options: "--network tiny-inception --batch 2 --precision fp16", fail: "lrn-half,strided-output,fused-unsupported" },
  { options: "--network tiny", fail: "graph-capture" },
  { options: "--network tiny", fail: "cublas-create" },
  { options: "--network tiny", cuda: "10" },
];

function entryPoints(): readonly string[] {
  const header = readFileSync(new URL("../../runner/src/cudnn/cuda_api.h", import.meta.url), "utf8");
  return [...header.matchAll(/X\((cu\w+),/g)].map(([, name]) => name ?? "");
}

describeCudnn("the double", () => {
  it("refuses what is forbidden, and nothing else", async () => {
    const { answers, violations } = await misuseDouble();
    expect(answers.filter((line) => !/^(right accepted|wrong refused) /.test(line))).toEqual([]);
    const wrong = answers.filter((line) => line.startsWith("wrong "));
    expect(wrong.length).toBeGreaterThan(40);
    expect(violations).toBe(wrong.length);
  });

  it("has every entry point of the runner called", async () => {
    const names = entryPoints();
    expect(names.length).toBeGreaterThan(60);
    const called = new Set<string>();
    for (const { options, ...setting } of runs)
      for (const name of (await runCudnn(options, setting)).counts.keys()) called.add(name);
    expect(names.filter((name) => !called.has(name))).toEqual(notForRuns);
  });
});
