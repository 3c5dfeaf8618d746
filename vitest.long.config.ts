import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/long/**/*.test.ts"],
    globalSetup: ["test/scratch.ts", "test/build.ts"],
    testTimeout: 900_000,
    maxWorkers: 2,
  },
});
