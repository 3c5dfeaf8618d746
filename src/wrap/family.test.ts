import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { hostClock } from "../core/clock.js";
import { endFamily, type Family, membersOf } from "./family.js";

const envOf = (runId: string) => ({ PATH: process.env["PATH"], JOULEMARK_RUN: runId });

it("finds a member at every moment, also while it becomes another program", () => {
  const folder = mkdtempSync(join(tmpdir(), "family-"));
  const script = join(folder, "again.sh");
  writeFileSync(script, `sleep 0.005; exec /bin/sh ${script}\n`);
  const child = spawn("/bin/sh", [script], { env: envOf(folder), stdio: "ignore" });
  const stranger: Family = { runId: folder, child: (child.pid ?? 0) - 1, detached: false };
  const looks = Array.from({ length: 100 }, () => membersOf(stranger).some(({ pid }) => pid === child.pid));
  child.kill("SIGKILL");
  rmSync(folder, { recursive: true });
  expect(looks.filter((seen) => !seen)).toEqual([]);
});

it("is told from a family whose id begins alike", () => {
  const child = spawn("sleep", ["20"], { env: envOf("run-10"), stdio: "ignore" });
  const pids = (runId: string) => membersOf({ runId, child: -1, detached: false }).map(({ pid }) => pid);
  expect(pids("run-10")).toEqual([child.pid]);
  expect(pids("run-1")).toEqual([]);
  child.kill("SIGKILL");
});

it("never holds ourselves, and ends at once when nobody is left", async () => {
  const family: Family = { runId: "nobody", child: 2 ** 30, detached: true };
  expect(membersOf(family)).toEqual([]);
  expect(await endFamily(family, 5, hostClock)).toEqual([]);
});
