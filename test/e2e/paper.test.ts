import { describe, expect, it } from "vitest";
import { joulemark } from "./cli.js";

describe("bench --paper", () => {
  it("prints the tables, measures nothing and needs no runner", async () => {
    const { status, stdout, stderr } = await joulemark(["bench", "--paper"], { env: { JOULEMARK_RUNNER: "/nowhere" } });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/Tegra X1 FP16 b128 +258 +5\.7 +45\.0 +45\.263/);
  });

  it("gives JSON alone on standard output", async () => {
    const { stdout } = await joulemark(["bench", "--paper", "--json", "-"]);
    expect(JSON.parse(stdout)).toMatchObject({ schema: "joulemark/paper/v1" });
  });

  it.each([
    ["--markdown", /^## GPU-Based/],
    ["--latex", /\\toprule/],
    ["--csv", /^cell,table,system,/],
  ])("gives %s alone on standard output", async (flag, begins) => {
    const { status, stdout } = await joulemark(["bench", "--paper", flag, "-"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(begins);
  });

  it("says before anything where it cannot write", async () => {
    const { status, stderr, stdout } = await joulemark(["bench", "--paper", "--latex", "/nowhere/at/all.tex"]);
    expect(status).toBe(123);
    expect(stdout).toBe("");
    expect(stderr).toContain("its folder does not exist");
  });

  it.each([
    ["--duration", "3"],
    ["--svg", "a.svg"],
    ["--point", "wall"],
  ])("refuses %s, which would do nothing", async (flag, value) => {
    const { status, stderr } = await joulemark(["bench", "--paper", flag, value]);
    expect([status, stderr]).toEqual([120, expect.stringContaining(`--paper does not go with ${flag}`)]);
  });

  it("refuses two forms for one place", async () => {
    const { status, stderr } = await joulemark(["bench", "--paper", "--latex", "-", "--json", "-"]);
    expect(status).toBe(120);
    expect(stderr).toContain("Two results would both go to standard output");
  });
});
