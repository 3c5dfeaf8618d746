import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { newProbe } from "./new-probe.js";

const repository = join(import.meta.dirname, "..");
let copy = "";

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), "new-probe-"));
  for (const path of [
    "src",
    "probes",
    "test/contract",
    "test/architecture",
    "package.json",
    "tsconfig.json",
    "biome.json",
    ".gitignore",
  ])
    cpSync(join(repository, path), join(copy, path), { recursive: true });
  symlinkSync(join(repository, "node_modules"), join(copy, "node_modules"));
  writeFileSync(join(copy, "vitest.config.mjs"), "export default { test: { testTimeout: 30000 } };\n");
  writeFileSync(
    join(copy, "tsconfig.one.json"),
    '{ "extends": "./tsconfig.json", "include": ["probes/acme-meter"] }\n',
  );
});

/** Runs a tool of node_modules in the copy; what it printed goes into the failure. */
function tool(script: string, ...args: readonly string[]): string {
  const env = { ...process.env, NO_COLOR: "1", VITEST: "", HARDWARE: "" };
  try {
    return execFileSync("node", [join("node_modules", script), ...args], {
      cwd: copy,
      env,
      encoding: "utf8",
      stdio: "pipe",
    });
  } catch (error) {
    throw new Error(`${script}: ${Object(error).stdout}${Object(error).stderr}`);
  }
}

describe("new-probe", () => {
  it("writes a probe that compiles, is formatted, and keeps the contract and the architecture", () => {
    const written = newProbe(copy, "acme-meter");
    expect(written).toContain("probes/acme-meter/README.md");
    tool("typescript/bin/tsc", "--noEmit", "-p", "tsconfig.one.json");
    tool("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ...written.filter((path) => path.endsWith(".ts")));
    const suites = ["probes/acme-meter", "test/contract/probe.test.ts", "test/architecture/probes.test.ts"];
    const report = tool("vitest/vitest.mjs", "run", ...suites, "-t", "acme-meter|the registry", "--reporter", "json");
    const { success, numPassedTests } = JSON.parse(report.slice(report.indexOf("{")));
    expect(success).toBe(true);
    expect(numPassedTests).toBeGreaterThan(15);
  }, 120_000);

  it("keeps the tables in order", () => {
    newProbe(copy, "zeta");
    const registry = readFileSync(join(copy, "probes/index.ts"), "utf8");
    const keys = [...registry.matchAll(/^ {2}"?([a-z-]+)"?: \(/gm)].map(([, key]) => key);
    expect(keys).toEqual(keys.toSorted());
    expect(keys).toContain("zeta");
  });

  it.each(["", "Acme", "acme meter", "../acme", "acme_meter", "9acme"])("refuses the name %j", (name) =>
    expect(() => newProbe(copy, name)).toThrow("no name for a probe"),
  );

  it("does not touch a probe that is there", () => {
    expect(() => newProbe(copy, "simulated")).toThrow("is there already");
  });
});
