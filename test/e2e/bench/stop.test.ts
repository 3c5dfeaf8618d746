import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { Result } from "../../../src/core/result.js";
import { joulemark, recordingsIn, scratch } from "../cli.js";
import { startBench } from "./bench.js";

const until = async (ready: () => boolean): Promise<void> => {
  while (!ready()) await new Promise((resolve) => setTimeout(resolve, 20));
};

/** The process that the runner said it is, while it lives. */
function lives(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

const resultOf = async (recording: string): Promise<Result> =>
  JSON.parse((await joulemark(["report", recording, "--json", "-"])).stdout) as Result;

const { readFileSync } = await import("node:fs");
const eventsIn = (out: string): string => {
  const [recording] = existsSync(out) ? recordingsIn(out) : [];
  const file = join(recording ?? "", "events.ndjson");
  return recording !== undefined && existsSync(file) ? readFileSync(file, "utf8") : "";
};

test.each(["SIGINT", "SIGTERM"] as const)(
  "%s in the middle: what was done is kept, degraded, no orphan",
  async (signal) => {
    const out = join(scratch(), "out");
    const { child, ended } = startBench("long", out);
    await until(() => (eventsIn(out).match(/"load-window"/g) ?? []).length > 3);
    const pid = Number(/"pid":(\d+)/.exec(eventsIn(out))?.[1]);
    expect(lives(pid)).toBe(true);
    child.kill(signal);
    const { status } = await ended;
    expect([status, lives(pid)]).toEqual([signal === "SIGINT" ? 130 : 143, false]);
    const result = await resultOf(recordingsIn(out)[0] ?? "");
    expect(result.quality.findings.map(({ code }) => code)).toContain("interrupted");
    expect([result.quality.verdict, result.run.exit.signal]).toEqual(["degraded", signal]);
    expect(result.windows.find(({ name }) => name === "inference")?.work?.count).toBeGreaterThan(15);
  },
);

test.each(["never-ready", "stubborn"])("before it is ready (%s): it ends, and leaves nothing behind", async (mode) => {
  const out = join(scratch(), "out");
  const { child, ended } = startBench(mode, out);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  child.kill("SIGINT");
  const { status } = await ended;
  expect([status, existsSync(out)]).toEqual([130, false]);
});

test("joulemark killed: the runner's input ends, it stops, and the recording still says what it did", async () => {
  const out = join(scratch(), "out");
  const { child, ended } = startBench("long", out);
  await until(() => (eventsIn(out).match(/"load-window"/g) ?? []).length > 3);
  const pid = Number(/"pid":(\d+)/.exec(eventsIn(out))?.[1]);
  child.kill("SIGKILL");
  await ended;
  await until(() => !lives(pid));
  const result = await resultOf(recordingsIn(out)[0] ?? "");
  expect(result.quality.findings.map(({ code }) => code)).toContain("ends-early");
  expect(result.windows.every(({ work }) => work === undefined)).toBe(true);
});
