import { defineConfig } from "vitest/config";

// Each file boots virtual machines: one at a time, with patience.
export default defineConfig({
  test: {
    include: ["test/kernel/**/*.kernel.ts"],
    globalSetup: "test/build.ts",
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  },
});
