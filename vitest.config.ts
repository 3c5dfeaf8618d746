import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{src,probes,calibration,scripts}/**/*.test.ts", "test/**/*.test.ts"],
    exclude: ["**/node_modules/**", "test/long/**", "test/kernel/**"],
    testTimeout: 30_000,
    maxWorkers: 2,
  },
});
