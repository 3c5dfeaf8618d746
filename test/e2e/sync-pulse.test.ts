import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { measured, scratch, start } from "./cli.js";

describe("run --sync-pulse", { timeout: 60_000 }, () => {
  test("puts a known load around the command, in windows of its own, and says what it told", async () => {
    const out = scratch();
    const { result, status } = await measured(
      ["--out", out, "--sync-pulse", "-p", "cpu-model"],
      ["sh", "-c", "exit 3"],
    );
    expect(status).toBe(3);
    expect(result.windows.map(({ name }) => name)).toEqual(["command", "sync-before", "sync-after"]);
    // a busy computer hides the load: then it is refused, and says so
    expect(result.sync).toEqual([expect.objectContaining({ probe: "cpu-model", why: expect.stringMatching(/./) })]);
    const codes = result.quality.findings.map(({ code }) => code);
    expect(codes.some((code) => code === "sync-delay" || code === "sync-refused")).toBe(true);
    const [run = ""] = readdirSync(out);
    const edges = readFileSync(join(out, run, "events.ndjson"), "utf8").match(/"pulse-edge"/g) ?? [];
    // sixteen edges of the sequence, before and after
    expect(edges.length).toBe(32);
  });

  test("of an instrument that sees nothing of it is refused, and moves nothing", async () => {
    const { result } = await measured(["--sync-pulse", "-p", "simulated"], ["sleep", "0.3"]);
    expect(result.sync).toEqual([expect.objectContaining({ used: false, delayS: null })]);
    expect(result.windows[0]?.rails[0]?.meanPowerW?.value).toBeCloseTo(10, 9);
    expect(result.quality.findings.map(({ code }) => code)).toContain("sync-refused");
  });

  test("ends at Ctrl-C in the middle of the pulse, with no load left and the command not begun", async () => {
    const out = scratch();
    const { child, ended } = start([
      "run",
      "-q",
      "--out",
      out,
      "--sync-pulse",
      "-p",
      "simulated",
      "--",
      "echo",
      "begun",
    ]);
    setTimeout(() => child.kill("SIGINT"), 1500);
    const { status, stdout } = await ended;
    expect(status).toBe(130);
    expect(stdout).toBe("");
    expect(execFileSync("ps", ["-eo", "args"], { encoding: "utf8" })).not.toContain(out);
  });
});
