import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { locateRunner } from "./locate.js";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "locate-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function program(path: string, mode = 0o755): string {
  const file = join(folder, path, "joulemark-runner");
  mkdirSync(join(folder, path), { recursive: true });
  writeFileSync(file, "", { mode });
  return file;
}

const locate = (env: Readonly<Record<string, string>> = {}) =>
  locateRunner({ env, cwd: folder, home: join(folder, "home") });

describe("the runner", () => {
  it("is the one that is named, then the one built here, then the one in PATH", () => {
    const [named, built, installed] = [program("named"), program("home/runner/build"), program("bin")];
    const PATH = `relative:${join(folder, "empty")}:${join(folder, "bin")}`;
    expect(locate({ PATH, JOULEMARK_RUNNER: "named/joulemark-runner" })).toBe(named);
    expect(locate({ PATH, JOULEMARK_RUNNER: "" })).toBe(built);
    rmSync(built);
    expect(locate({ PATH })).toBe(installed);
  });

  it("is never looked for in the working folder", () => {
    program(".");
    expect(() => locate({ PATH: ".::bin" })).toThrow(expect.objectContaining({ code: "RUNNER_MISSING" }));
  });

  it("that may not be executed, or is a folder, is none", () => {
    program("home/runner/build", 0o644);
    mkdirSync(join(folder, "bin/joulemark-runner"), { recursive: true });
    expect(() => locate({ PATH: join(folder, "bin") })).toThrow(/not built, and not in PATH/);
  });

  it("that is named and is none is not replaced by another", () => {
    program("home/runner/build");
    const wrong = expect.objectContaining({ code: "RUNNER_MISSING", message: expect.stringContaining("nowhere") });
    expect(() => locate({ JOULEMARK_RUNNER: "nowhere" })).toThrow(wrong);
  });
});
