import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { hostClock } from "../core/clock.js";
import { type RunFlags, runOptions } from "./run-flags.js";

let cwd = "";
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "flags-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

const silent = { write: () => true };

/** What flags over a configuration become. */
function optionsOf(flags: RunFlags, config = "") {
  writeFileSync(join(cwd, "joulemark.yaml"), config);
  const env = { XDG_CONFIG_HOME: join(cwd, "none") };
  return runOptions(flags, {
    cwd,
    env,
    registry: {},
    formats: {},
    clock: hostClock,
    stdout: silent,
    stderr: silent,
    version: "0",
  });
}

describe("the unit of work", () => {
  it.each(["", "work: { unit: frames }\n"])("is refused where nothing is counted, configuration %j", async (config) => {
    await expect(optionsOf({ unit: "img" }, config)).rejects.toMatchObject({
      code: "CONFIG",
      message: expect.stringContaining('--unit "img" has nothing to count'),
      remedy: expect.stringContaining("--work-regex"),
    });
  });

  it.each([
    [{ unit: "img", work: "5" }, "", { count: 5, unit: "img" }],
    [{ unit: "img", workRegex: "(\\d+)" }, "", { unit: "img" }],
    [{ unit: "img" }, "work: { count: 5 }\n", { count: 5, unit: "img" }],
    [{ unit: "img" }, "work: { regex: '(\\d+)' }\n", { unit: "img" }],
    [{ work: "5" }, "work: { unit: img }\n", { count: 5, unit: "img" }],
    [{ work: "5" }, "", { count: 5, unit: "unit" }],
  ])("belongs to a count, wherever each is said: %j over %j", async (flags, config, work) => {
    expect((await optionsOf(flags, config)).work).toEqual(work);
  });

  it("alone in the configuration waits for a count", async () => {
    expect((await optionsOf({}, "work: { unit: img }\n")).work).toBeUndefined();
  });
});
