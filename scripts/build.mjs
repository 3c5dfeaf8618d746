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
const page = await pageParts();
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
  // native code and WebAssembly, which find their binaries beside themselves; loaded when they are wanted
  external: ["serialport", "@resvg/resvg-wasm"],
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20.19",
  minify: true,
  sourcemap: "linked",
  sourcesContent: false,
  legalComments: "linked",
  define: {
    "process.env.JOULEMARK_VERSION": JSON.stringify(version),
    "process.env.JOULEMARK_PAGE_SCRIPT": JSON.stringify(page.script),
    "process.env.JOULEMARK_PAGE_STYLE": JSON.stringify(page.style),
  },
  // CommonJS packages inside the bundle still ask for node's own modules by require.
  banner: {
    js: 'import { createRequire as requireFrom } from "node:module"; const require = requireFrom(import.meta.url);',
  },
  logLevel: "warning",
});
chmodSync("dist/cli.js", 0o755);
if (withTypes)
  execFileSync("node", ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });

/** Script and style of the HTML report, each one text: the page that they go into asks nobody for anything. */
async function pageParts() {
  const options = { bundle: true, minify: true, write: false, target: "es2022", charset: "utf8", logLevel: "warning" };
  const script = await build({
    ...options,
    entryPoints: ["src/report/html/client/main.ts"],
    format: "iife",
    legalComments: "none",
  });
  const contents = '@import "uplot/dist/uPlot.min.css";@import "./page.css";';
  const style = await build({ ...options, stdin: { contents, loader: "css", resolveDir: "src/report/html/client" } });
  const [code, look] = [script, style].map(({ outputFiles }) => outputFiles[0].text.trim());
  // either would end the element that it stands in
  if (/<\/(script|style)|<!--/i.test(code + look))
    throw new Error("the page's script or style would end its own element");
  return { script: code, style: look };
}
