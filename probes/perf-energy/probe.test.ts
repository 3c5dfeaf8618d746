import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { OpenRequest } from "../../src/core/probe.js";
import { findProgram, runToEnd } from "../shared/program.js";
import { testHost } from "../shared/test-host.js";
import {
  enough,
  gapsOf,
  hasGap,
  sampleUntil,
  type TestComputer,
  testComputer,
  valuesOf,
} from "../shared/test-program.js";
import { parseLine } from "./line.js";
import probe from "./probe.js";
import { refusalOf } from "./refusals.js";
import { call } from "./tool.js";

const computer = () => testComputer(join(import.meta.dirname, "testdata/two-sockets"), "usr/bin/perf");
const openOn = ({ host }: TestComputer, settings: unknown = {}, request: OpenRequest = {}) =>
  probe.open(probe.settings.parse(settings), host, request);
const WATTS = "etc/watts";
const PARANOID = "proc/sys/kernel/perf_event_paranoid";

describe("the probe", () => {
  it("samples every event of every socket from one child; only packages and memory make the total", async () => {
    const here = computer();
    await using open = await openOn(here);
    expect(open.rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["socket-0", undefined],
      ["socket-0/ram", undefined],
      ["socket-0/cores", "socket-0"],
      ["psys", undefined],
      ["socket-1", undefined],
      ["socket-1/ram", undefined],
      ["socket-1/cores", "socket-1"],
    ]);
    expect(open.totals).toMatchObject([{ parts: ["socket-0", "socket-1", "socket-0/ram", "socket-1/ram"] }]);
    expect(open.findings).toContainEqual(expect.objectContaining({ code: "rail-unreadable", rail: "psys-1" }));
    const batches = await sampleUntil(open, enough, () => expect(here.running()).toBe(1));
    for (const [column, watts] of [67.11, 23.54, 41.5, 210, 67.47, 24.52, 42].entries())
      for (const value of valuesOf(batches, column)) expect(Math.abs(value - watts)).toBeLessThan(0.11);
    // on a busy computer the double is late
    expect(gapsOf(batches).filter(({ reason }) => reason !== "no-row")).toEqual([]);
    expect(here.running()).toBe(0);
  });

  it("asks only for events that the kernel has, and takes only the rails asked for", async () => {
    const here = computer();
    await using open = await openOn(here, { only: ["socket-1/cores"] }, { rate: 20 });
    expect(open.rails).toMatchObject([{ id: "socket-1/cores", period: 0.05, point: "die-model" }]);
    expect(open.rails[0]?.partOf).toBeUndefined();
    expect(open.totals).toEqual([]);
    for (const value of valuesOf(await sampleUntil(open, enough), 0)) expect(Math.abs(value - 42)).toBeLessThan(0.21);
  });

  it("has a gap with perf's word, never a zero, where a count goes missing", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("not-counted"), () =>
      here.write(WATTS, "S0 pkg <not counted>\nS1 pkg 67.47\nS0 ram 0\n"),
    );
    const reasons = gapsOf(batches).map(({ columns, reason }) => `${columns?.join()} ${reason}`);
    expect(reasons).toContain("socket-0.power not-counted");
    expect(reasons).toContain("socket-0/ram.power below-resolution");
    expect(reasons).toContain("socket-1/ram.power no-line");
    for (const column of [0, 1]) expect(valuesOf(batches, column)).not.toContain(0);
  });

  it("is up before the first sample is asked for, and leaves no child behind that never was", async () => {
    const here = computer();
    const open = await openOn(here);
    expect(here.running()).toBe(1);
    await open[Symbol.asyncDispose]();
    expect(here.running()).toBe(0);
  });

  it("starts a child that was killed again, and tells the gap", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    expect(hasGap("program-ended")(await sampleUntil(open, hasGap("program-ended"), () => here.signal("KILL")))).toBe(
      true,
    );
    expect(here.running()).toBe(0);
  });

  it("starts a child that hangs again", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    const silent = hasGap("program-silent");
    expect(silent(await sampleUntil(open, silent, () => here.signal("STOP")))).toBe(true);
    expect(here.running()).toBe(0);
  });

  it("dies with perf's own reason when it cannot be started any more", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    here.replace("echo 'No permission to enable power/energy-pkg/ event.' >&2; exit 255");
    here.signal("KILL");
    await expect(sampleUntil(open, enough)).rejects.toMatchObject({
      code: "PROBE_DIED",
      remedy: expect.stringContaining("sudo sysctl kernel.perf_event_paranoid=0"),
    });
  });
});

describe("what keeps it from opening", () => {
  it.each([
    ["Access to performance monitoring and observability operations is limited.", "no-permission", "cap_perfmon"],
    ["No permission to enable power/energy-pkg/ event.", "no-permission", "perf_event_paranoid=0"],
    ["You may not have permission to collect system-wide stats.", "no-permission", "perf_event_paranoid=0"],
    ["\\___ Cannot find PMU \\`power'. Missing kernel support?", "missing", "modprobe rapl"],
    ["WARNING: perf not found for kernel 6.8.0-40", "missing", "linux-tools"],
    ["something new", "missing", "by hand"],
  ])("%s", async (text, detected, remedy) => {
    const here = computer();
    here.replace(`echo "${text}" >&2; exit 255`);
    expect(await probe.detect(here.host)).toMatchObject({ status: detected, remedy: expect.stringContaining(remedy) });
    await expect(openOn(here)).rejects.toMatchObject({ code: detected === "missing" ? "UNAVAILABLE" : "PERMISSION" });
  });

  it.each([
    ["2\n", "PERMISSION", "setcap"],
    ["0\n", "UNAVAILABLE", "modprobe"],
  ])("is a count of nothing, which perf calls a success: paranoid %j", async (paranoid, code, remedy) => {
    const here = computer();
    here.write(PARANOID, paranoid);
    here.write(WATTS, ["pkg", "ram", "cores", "psys"].map((name) => `S0 ${name} <not supported>\n`).join(""));
    await expect(openOn(here)).rejects.toMatchObject({
      code,
      message: expect.stringContaining("not-supported"),
      remedy: expect.stringContaining(remedy),
    });
  });
});

const file = findProgram("/", "perf");
const setpriv = findProgram("/", "setpriv");
const paranoid = existsSync(`/${PARANOID}`) ? Number(readFileSync(`/${PARANOID}`, "utf8")) : 0;
const other = setpriv !== undefined && process.getuid?.() === 0 && paranoid > 0 ? setpriv : undefined;
const asked = { clock: hostClock, limit: 20 };

describe(`the real perf${file === undefined ? ", skipped: perf is not installed" : ""}`, () => {
  it.skipIf(file === undefined)("works here, or its refusal is understood", async () => {
    const { status, what } = await probe.detect({ ...testHost("/"), clock: hostClock });
    if (status === "found") return expect(what).toContain("socket-0");
    const { lines, ...ended } = await runToEnd(call({ file: file ?? "", domains: ["pkg"] }, 0.1, true), asked);
    if (ended.code !== 0) expect(refusalOf(ended, lines).message).not.toMatch(/ended with|said nothing/);
    expect(what).not.toMatch(/ended with|said nothing/);
  });

  it.skipIf(file === undefined)("prints lines of the form that is read", async () => {
    const { args } = call({ file: file ?? "", domains: [] }, 0.1, true);
    const { lines } = await runToEnd({ file: file ?? "", args: [...args.slice(0, -1), "cpu-clock"] }, asked);
    const counts = lines.map((line) => parseLine(line.replace(",msec,cpu-clock,", ",Joules,power/energy-pkg/,")));
    if (lines.length > 0) expect(counts).toContainEqual(expect.objectContaining({ socket: 0, domain: "pkg" }));
  });

  it.skipIf(file === undefined || other === undefined)("refuses another user, and that is understood", async () => {
    const { args } = call({ file: file ?? "", domains: [] }, 0.1, true);
    const asNobody = [
      "--reuid=65534",
      "--regid=65534",
      "--clear-groups",
      file ?? "",
      ...args.slice(0, -1),
      "cpu-clock",
    ];
    const { lines, ...ended } = await runToEnd({ file: other ?? "", args: asNobody }, asked);
    expect(refusalOf(ended, lines)).toMatchObject({ code: "PERMISSION", remedy: expect.stringContaining("setcap") });
  });
});
