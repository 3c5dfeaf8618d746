import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // on two processors: most of what tests do is wait
    maxWorkers: 3,
    testTimeout: 30_000,
    setupFiles: ["test/properties.ts"],
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{src,probes,calibration,scripts}/**/*.test.ts", "test/{architecture,contract}/**/*.test.ts"],
          globalSetup: "test/scratch.ts",
        },
      },
      {
        extends: true,
        test: {
          name: "e2e",
          include: ["test/e2e/**/*.test.ts"],
          globalSetup: ["test/scratch.ts", "test/build.ts"],
          // The built library is to be loaded by Node itself, as its users do.
          server: { deps: { external: [/\/dist\//] } },
        },
      },
      {
        extends: true,
        test: {
          name: "browser",
          include: ["test/browser/**/*.test.ts"],
          globalSetup: ["test/scratch.ts", "test/build.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "runner",
          include: ["test/runner/**/*.test.ts"],
          globalSetup: ["test/scratch.ts", "test/runner/build.ts"],
        },
      },
    ],
  },
});
