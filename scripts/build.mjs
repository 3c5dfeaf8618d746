// Bundles the program and the library into dist/ (start-up: three hundred small files take twice as long to load),
// and writes the type declarations beside them.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const { values } = parseArgs({ options: { "no-types": { type: "boolean", default: false } } });
const withTypes = !values["no-types"];
const { version } = JSON.parse(readFileSync("package.json", "utf8"));
// Without types, those of the last whole build stay: a test run must not take them out of the package.
for (const name of existsSync("dist") ? readdirSync("dist") : [])
  if (withTypes || name !== "types") rmSync(join("dist", name), { recursive: true, force: true });
await build({
  entryPoints: {
    cli: "src/cli.ts",
    index: "src/index.ts",
    worker: "src/acquire/worker.ts",
    "nvml-reader": "probes/nvml/reader.ts",
    burner: "calibration/ladder/burner.ts",
  },
  outdir: "dist",
  // Flat on purpose: the code that starts the worker finds it beside itself from whichever chunk it landed in.
  chunkNames: "[name]-[hash]",
  bundle: true,
  // native code, which finds its binaries beside itself; loaded when a serial port is opened
  external: ["serialport"],
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "linked",
  define: { "process.env.JOULEMARK_VERSION": JSON.stringify(version) },
  // CommonJS packages inside the bundle still ask for node's own modules by require.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync("dist/cli.js", 0o755);
if (withTypes)
  execFileSync("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
