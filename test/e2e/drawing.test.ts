import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { CLI, scratch, start } from "./cli.js";

const out = scratch();
const joulemark = (...args: string[]) => start(args, { cwd: out }).ended;
const report = ["report", "--out", out] as const;
const gaps = JSON.stringify([{ fromS: 0.2, toS: 0.4 }]);
const probe = `simulated:periodMs=1,gaps=${gaps}`;

describe("the power over time as a drawing", () => {
  beforeAll(async () => {
    const { status, stderr } = await joulemark(
      "run",
      "-q",
      "--out",
      out,
      "-p",
      probe,
      "--svg",
      "run.svg",
      "--",
      "sleep",
      "0.7",
    );
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  it("is written by run, and the same again by report", async () => {
    const { status, stdout } = await joulemark(...report, "--svg", "-");
    expect(status).toBe(0);
    expect(stdout).toBe(readFileSync(join(out, "run.svg"), "utf8"));
    expect(stdout).toMatch(/^<svg .*width="160mm"/);
    expect(stdout).toContain("simulated/power");
    expect(stdout).toContain("A line is broken");
  });

  it("is a PNG of 300 pixels to the inch, into a pipe too", async () => {
    const { status, stderr } = await joulemark(...report, "--png", "a.png", "--svg-width", "85");
    // a computer without a font says so, and names the way out
    if (status === 121) expect(stderr).toMatch(/no font[\s\S]*--svg/);
    else {
      const png = readFileSync(join(out, "a.png"));
      expect(png.subarray(1, 4).toString()).toBe("PNG");
      expect(Math.abs(png.readUInt32BE(16) - (85 / 25.4) * 300)).toBeLessThan(2);
      const piped = execFileSync(process.execPath, [CLI, ...report, "--png", "-", "--svg-width", "85"]);
      expect(piped.equals(png)).toBe(true);
    }
  });

  it("of a width that is none, or of a width alone, or two on standard output, is refused", async () => {
    for (const flags of [
      ["--svg", "x", "--svg-width", "5"],
      ["--svg-width", "100"],
      ["--svg", "-", "--png", "-"],
    ]) {
      const { status, stderr } = await joulemark("run", ...flags, "--", "true");
      expect(status).toBe(120);
      expect(stderr).toMatch(/\n {2}-> /);
    }
  });

  it("with a font that cannot be read names the variable", async () => {
    const { ended } = start([...report, "--png", "b.png"], {
      cwd: out,
      env: { JOULEMARK_FONT: "/nowhere.ttf" },
    });
    const { status, stderr } = await ended;
    expect(status).toBe(120);
    expect(stderr).toContain("JOULEMARK_FONT");
  });
});
