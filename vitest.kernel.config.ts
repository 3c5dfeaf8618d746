import { defineConfig } from "vitest/config";

// A machine at a time on each of two processors, with patience: the first test of a file waits for its machines.
export default defineConfig({
  test: {
    include: process.env["KERNEL_TESTS"] === "long" ? ["test/kernel/long/*.kernel.ts"] : ["test/kernel/*.kernel.ts"],
    globalSetup: ["test/scratch.ts", "test/build.ts"],
    maxWorkers: 2,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
