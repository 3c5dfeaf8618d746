import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { OpenRequest } from "../../src/core/probe.js";
import { findProgram } from "../shared/program.js";
import { testHost } from "../shared/test-host.js";
import {
  enough,
  gapsOf,
  hasGap,
  sampleUntil,
  sampleUntilHung,
  type TestComputer,
  testComputer,
  valuesOf,
} from "../shared/test-program.js";
import probe from "./probe.js";

const TOOL = "usr/sbin/pcm-power";
const computer = () => testComputer(join(import.meta.dirname, "testdata/two-sockets"), TOOL);
const openOn = ({ host }: TestComputer, settings: unknown = {}, request: OpenRequest = {}) =>
  probe.open(probe.settings.parse(settings), host, request);

describe("the probe", () => {
  it.each(["2016", "2025"])("samples all sockets and memories from one child, in the text of %s", async (year) => {
    const here = computer();
    if (year === "2025") here.write("etc/new", "");
    await using open = await openOn(here);
    expect(open.rails.map(({ id, point, partOf }) => [id, point, partOf])).toEqual(
      ["socket-0", "socket-0/dram", "socket-1", "socket-1/dram"].map((id) => [id, "die-model", undefined]),
    );
    expect(open.totals).toMatchObject([{ scope: "packages and memory", parts: open.rails.map(({ id }) => id) }]);
    const batches = await sampleUntil(open, enough, () => expect(here.running()).toBe(1));
    // on a busy computer the double is late
    expect(gapsOf(batches).filter(({ reason }) => reason !== "no-row")).toEqual([]);
    for (const [column, watts] of [67.11, 23.54, 67.47, 24.52].entries())
      for (const value of valuesOf(batches, column)) expect(Math.abs(value - watts)).toBeLessThan(0.11);
    expect(here.running()).toBe(0);
  });

  it("has values that are means over the period before their instant", async () => {
    await using open = await openOn(computer());
    const [rail] = open.rails;
    expect(rail?.window).toEqual({ kind: "boxcar", width: rail?.period });
    expect(rail?.period).toBeGreaterThanOrEqual(0.1);
    const instants = (await sampleUntil(open, enough)).flatMap(({ at }) => [...at]);
    expect((instants.at(-1) ?? 0n) - (instants[0] ?? 0n)).toBeGreaterThan(700_000_000n);
  });

  it("has its first sample soon after it was asked, however long the program takes to begin", {
    timeout: 60_000,
  }, async () => {
    const here = computer();
    here.write("etc/start", "3");
    await using open = await openOn(here);
    expect(here.running()).toBe(1);
    const asked = hostClock.now();
    const [first] = await sampleUntil(open, () => true);
    expect(Number((first?.at[0] ?? 0n) - asked) / 1e9).toBeLessThan(3);
  });

  it("leaves no child behind that was never asked for a sample", async () => {
    const here = computer();
    const open = await openOn(here);
    await open[Symbol.asyncDispose]();
    expect(here.running()).toBe(0);
  });

  it("takes the tool's word for the length of a block, and says that it is longer than asked", async () => {
    const here = computer();
    here.write("etc/least", "0.4");
    await using open = await openOn(here);
    expect(open.rails[0]?.period).toBeGreaterThanOrEqual(0.4);
    expect(open.findings).toContainEqual(expect.objectContaining({ code: "slow-instrument" }));
    const values = valuesOf(await sampleUntil(open, () => true), 0);
    for (const value of values) expect(Math.abs(value - 67.11)).toBeLessThan(0.1);
  });

  it("accepts the name of builds before 2022, and takes only what is asked for", async () => {
    const here = computer();
    here.write(`${TOOL}.x`, readFileSync(join(here.root, TOOL), "utf8"));
    await using open = await openOn(here, { only: ["socket-1"] });
    expect(open.rails.map(({ id }) => id)).toEqual(["socket-1"]);
    expect(open.totals).toEqual([]);
    await expect(openOn(here, { only: ["socket-7"] })).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
  });

  it("has a gap, never a zero, for a socket whose line goes missing or has no number", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("no-line"), () => here.write("etc/sockets", "67.11 0 37\n"));
    expect(gapsOf(batches)).toContainEqual(
      expect.objectContaining({ columns: ["socket-0/dram.power"], reason: "below-resolution" }),
    );
    expect(gapsOf(batches)).toContainEqual(expect.objectContaining({ columns: ["socket-1.power"], reason: "no-line" }));
    expect(valuesOf(batches, 0).some(Number.isNaN)).toBe(false);
    for (const column of [1, 2, 3]) expect(valuesOf(batches, column)).not.toContain(0);
  });

  it("leaves out memory that has no number from the start, and makes no total without a package", async () => {
    const here = computer();
    here.write("etc/sockets", "67.11 0 37\n0 24.52 43\n");
    await using open = await openOn(here);
    expect(open.rails.map(({ id }) => id)).toEqual(["socket-0", "socket-1/dram"]);
    expect(open.totals).toEqual([]);
    expect(open.findings.filter(({ code }) => code === "rail-unreadable").map(({ rail }) => rail)).toEqual([
      "socket-0/dram",
      "socket-1",
    ]);
  });

  it("starts a child that was killed again, and tells the gap", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("program-ended"), () => here.signal("KILL"));
    const gap = gapsOf(batches).find(({ reason }) => reason === "program-ended");
    const instants = batches.flatMap(({ at }) => [...at]);
    expect(instants).toContain(gap?.from);
    expect(instants).toContain(gap?.to);
    expect(here.running()).toBe(0);
  });

  it("starts a child that hangs again", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("program-silent"), () => here.signal("STOP"));
    expect(hasGap("program-silent")(batches)).toBe(true);
    expect(here.running()).toBe(0);
  });

  it("tells the gap of a child that hangs until the end", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntilHung(open, () => here.signal("STOP"));
    const gap = gapsOf(batches).at(-1);
    expect(gap).toMatchObject({ from: batches.flatMap(({ at }) => [...at]).at(-1), reason: "no-row" });
    expect(Number((gap?.to ?? 0n) - (gap?.from ?? 0n)) / 1e6).toBeGreaterThan(800);
  });

  it("dies with the tool's own reason when it cannot be started any more", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    here.replace("echo 'Can not access CPUs Model Specific Registers (MSRs).' >&2; exit 1");
    here.signal("KILL");
    await expect(sampleUntil(open, enough)).rejects.toMatchObject({
      code: "PROBE_DIED",
      remedy: expect.stringContaining("modprobe msr"),
    });
  });
});

describe("what keeps it from opening", () => {
  // texts of devices.md C4, and of pcm 202302
  it.each([
    ["Can not access CPUs Model Specific Registers (MSRs).", "no-permission", "sudo modprobe msr"],
    [
      "Access to Intel(r) Performance Counter Monitor has denied (no MSR or PCI CFG space access).",
      "no-permission",
      "msr",
    ],
    ["You need to be root and loaded 'msr' Linux kernel module", "no-permission", "sudo modprobe msr"],
    ["execute 'modprobe msr' as root user, then execute pcm as root user.", "no-permission", "sudo modprobe msr"],
    ["Unsupported processor model (158).", "missing", "rapl"],
    ["Error: unsupported processor. Only Intel(R) processors are supported (Atom(R) and others).", "missing", "AMD"],
    ["PCM ERROR. Exception cannot open", "missing", "by hand"],
    ["something new", "missing", "by hand"],
  ])("%s", async (text, detected, remedy) => {
    const here = computer();
    here.replace(`echo "${text}" >&2; exit 1`);
    expect(await probe.detect(here.host)).toMatchObject({ status: detected, remedy: expect.stringContaining(remedy) });
    await expect(openOn(here)).rejects.toMatchObject({
      code: detected === "missing" ? "UNAVAILABLE" : "PERMISSION",
      remedy: expect.stringContaining(remedy),
    });
  });

  it("is a question: it gets no answer, and does not hang", async () => {
    const here = computer();
    here.replace(
      'echo "You can try to reset PMU configuration now. Try to reset? (y/n)" >&2; read answer || exit 1; sleep 100',
    );
    expect(await probe.detect(here.host)).toMatchObject({ status: "missing", remedy: expect.stringContaining("perf") });
  });

  it("is a program that has no energy to show", async () => {
    const here = computer();
    here.write("etc/sockets", "");
    await expect(openOn(here)).rejects.toMatchObject({ code: "UNAVAILABLE", remedy: expect.stringContaining("root") });
  });
});

const installed = findProgram("/", "pcm-power") !== undefined;
const intel = /GenuineIntel/.test(readFileSync("/proc/cpuinfo", "utf8"));

describe(`the real pcm-power${installed ? "" : ", skipped: pcm-power is not installed"}`, () => {
  const real = { ...testHost("/"), clock: hostClock };
  it.skipIf(!installed)("works here, or its refusal is understood", { timeout: 60_000 }, async () => {
    const { status, what, remedy } = await probe.detect(real);
    if (status === "found") return expect(what).toContain("socket-0");
    expect(what).not.toMatch(/ended with|said nothing/);
    expect(remedy).toMatch(/rapl|modprobe/);
    if (!intel) expect(what).toContain("not Intel's");
  });
});
