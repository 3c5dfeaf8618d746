// Bundles the program and the library into dist/ (start-up: three hundred small files take twice as long to load),
// and writes the type declarations beside them.
import { execFileSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { build } from "esbuild";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: { cli: "src/cli.ts", index: "src/index.ts", worker: "src/acquire/worker.ts" },
  outdir: "dist",
  // Flat on purpose: the code that starts the worker finds it beside itself from whichever chunk it landed in.
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minifySyntax: true,
  minifyWhitespace: true,
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
if (!process.argv.includes("--no-types"))
  execFileSync("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
