import { describe, expect, it } from "vitest";
import { code, importsOf, type Source } from "./source.js";

const stages = [
  "acquire",
  "recording",
  "wrap",
  "sync",
  "correct",
  "energy",
  "characterize",
  "steady",
  "sinks",
  "report",
  "runner",
];
/** Modules that compute and touch nothing; `zlib` is there for its checksum. */
const pureModules = new Set(["node:zlib", "zod", "@stdlib/stats-base-dists-t-quantile"]);

/** The parts of the house a file may import, besides its own folder. */
function allowed(path: string): readonly string[] {
  const [top = "", part = ""] = path.split("/");
  if (path === "src/cli.ts" || path === "src/index.ts") return ["src/", "probes/index.ts", "probes/formats/index.ts"];
  if (path === "probes/index.ts") return ["src/core/", "probes/"];
  if (top === "probes") return ["src/core/", "probes/shared/", `probes/${part}/`];
  if (top === "calibration") return ["src/core/", "calibration/"];
  if (part === "core") return ["src/core/"];
  if (part === "config") return ["src/core/", "src/config/"];
  if (stages.includes(part)) return ["src/core/", `src/${part}/`];
  return ["src/core/", "src/config/", "src/commands/", "calibration/", ...stages.map((stage) => `src/${stage}/`)];
}

const isOurs = (target: string) => /^(src|probes|calibration|scripts|test)\//.test(target);

const wrongImports = (files: readonly Source[]): readonly string[] =>
  files.flatMap((file) =>
    importsOf(file)
      .filter(isOurs)
      .filter((target) => !allowed(file.path).some((prefix) => target.startsWith(prefix)))
      .map((target) => `${file.path} imports ${target}`),
  );

describe("imports", () => {
  const files = code("src", "probes", "calibration");

  it("are seen at all", () => expect(files.flatMap(importsOf).length).toBeGreaterThan(50));

  it("point one way: core <- stages <- commands <- cli -> probes", () => expect(wrongImports(files)).toEqual([]));

  it("that point the wrong way are found out", () => {
    const file = (path: string, target: string) => ({ path, text: `const x = await import("${target}");` });
    const wrong = [
      file("src/energy/a.ts", "../recording/reader.js"),
      file("src/core/a.ts", "../energy/a.js"),
      file("src/commands/a.ts", "../../probes/index.js"),
      file("probes/one/a.ts", "../two/a.js"),
      file("probes/one/a.ts", "../../src/acquire/a.js"),
      file("src/report/a.ts", "../commands/a.js"),
    ];
    expect(wrongImports(wrong)).toHaveLength(wrong.length);
  });

  it("of the core are the core, and modules that only compute", () => {
    const outside = code("src/core").flatMap((file) =>
      importsOf(file)
        .filter((target) => !isOurs(target) && !pureModules.has(target))
        .map((target) => `${file.path} imports ${target}`),
    );
    expect(outside).toEqual([]);
  });

  it("of tests stay in tests", () => {
    const reaching = files.filter((file) => importsOf(file).some((target) => /^test\/|\.test\.ts$/.test(target)));
    expect(reaching.map(({ path }) => path)).toEqual([]);
  });
});
