import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { OpenRequest } from "../../src/core/probe.js";
import { testHost } from "../shared/test-host.js";
import { enough, gapsOf, hasGap, sampleUntil, sampleUntilHung, valuesOf } from "../shared/test-program.js";
import probe from "./probe.js";

/** A copy of the tree with the double of the tool, and a host on it in real time. */
function computer(change: (text: string) => string = (text) => text) {
  const root = mkdtempSync(join(tmpdir(), "gpus-"));
  cpSync(join(import.meta.dirname, "testdata/two-gpus"), root, { recursive: true });
  const rows = join(root, "etc/rows");
  writeFileSync(rows, change(readFileSync(rows, "utf8")));
  return { root, rows, host: { ...testHost(root), clock: hostClock } };
}

const replaceTool = (root: string, script: string) =>
  writeFileSync(join(root, "usr/bin/nvidia-smi"), `#!/bin/sh\n${script}\n`);

const openOn = ({ host }: ReturnType<typeof computer>, settings: unknown = {}, request: OpenRequest = {}) =>
  probe.open(probe.settings.parse(settings), host, request);

/** How many copies of the tool run: what it starts itself is of its process group. */
function tools(root: string): number {
  const lines = execFileSync("ps", ["-eo", "pgid,args"], { encoding: "utf8" }).split("\n");
  return new Set(lines.filter((line) => line.includes(root)).map((line) => line.trim().split(" ")[0])).size;
}

describe("the probe", () => {
  it("samples every GPU's instant power from one child, and leaves none behind", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    expect(open.rails.map(({ id, point }) => [id, point])).toEqual([
      ["gpu0", "supply-output"],
      ["gpu1", "supply-output"],
    ]);
    expect(open.rails[0]?.note).toContain("GPU-11111111-2222-3333-4444-555555555555");
    expect(open.totals).toEqual([{ name: "GPUs", parts: ["gpu0", "gpu1"], scope: "GPU boards" }]);
    const batches = await sampleUntil(open, enough, () => expect(tools(here.root)).toBe(1));
    expect(new Set(valuesOf(batches, 0))).toEqual(new Set([86.41]));
    expect(new Set(valuesOf(batches, 1))).toEqual(new Set([111.5]));
    expect(valuesOf(batches, 0).length).toBeGreaterThan(5);
    expect(tools(here.root)).toBe(0);
  });

  it.each([0, "0", [0], ["GPU-11111111-2222-3333-4444-555555555555"]])("selects %j, and the field", async (gpus) => {
    await using open = await openOn(computer(), { gpus, field: "power.draw" });
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu0"]);
    expect(new Set(valuesOf(await sampleUntil(open, enough), 0))).toEqual(new Set([84.24]));
  });

  it("tells the conditions each GPU tells, in the columns after the rails", async () => {
    await using open = await openOn(computer((text) => text.replace("2055 MHz", "[N/A]")));
    expect(open.conditions?.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      "gpu0.clock.sm MHz",
      "gpu0.temperature °C",
      "gpu0.utilization %",
      "gpu0.pstate ",
      "gpu0.limit W",
      "gpu1.temperature °C",
      "gpu1.utilization %",
      "gpu1.pstate ",
      "gpu1.limit W",
    ]);
    const batches = await sampleUntil(open, enough);
    const values = batches[0]?.columns.map((column) => column[0]);
    expect(values).toEqual([86.41, 111.5, 2805, 47, 7, 2, 320, 45, 8, 2, 250]);
  });

  it("measures a divided GPU (MIG) as a whole: its slices have no power, and tell no utilization", async () => {
    const here = computer((text) => text.replace("7 %", "[N/A]"));
    const slice = "  MIG 3g.40gb     Device  0: (UUID: MIG-11111111-2222-3333-4444-555555555555)";
    const list = join(here.root, "etc/list");
    writeFileSync(list, readFileSync(list, "utf8").replace("\n", `\n${slice}\n`));
    expect((await probe.detect(here.host)).what).toBe(
      "GPU 0: NVIDIA GeForce RTX 4080 SUPER, GPU 1: NVIDIA GeForce RTX 2080 SUPER",
    );
    await using open = await openOn(here);
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu0", "gpu1"]);
    expect(open.conditions?.map(({ name }) => name)).not.toContain("gpu0.utilization");
  });

  it("leaves out a GPU without a sensor, and says so", async () => {
    await using open = await openOn(computer((text) => text.replaceAll("111.50 W", "[N/A]")));
    expect(open.rails.map(({ id }) => id)).toEqual(["gpu0"]);
    expect(open.findings).toContainEqual(expect.objectContaining({ code: "gpu-without-power", severity: "degraded" }));
  });

  it("has a gap with the tool's word, never a zero, where a value goes missing", async () => {
    const here = computer();
    await using open = await openOn(here);
    const text = readFileSync(here.rows, "utf8");
    const batches = await sampleUntil(open, hasGap("unknown-error"), () =>
      writeFileSync(here.rows, text.replaceAll("111.50 W", "[Unknown Error]")),
    );
    expect(valuesOf(batches, 1).some(Number.isNaN)).toBe(true);
    expect(valuesOf(batches, 1)).not.toContain(0);
    expect(valuesOf(batches, 0).some(Number.isNaN)).toBe(false);
    expect(gapsOf(batches)).toContainEqual(expect.objectContaining({ columns: ["gpu1"], reason: "unknown-error" }));
  });

  it("starts a child that was killed again, and tells the gap", async () => {
    const here = computer();
    await using open = await openOn(here);
    const restarted = hasGap("program-ended");
    const batches = await sampleUntil(open, restarted, () => execFileSync("pkill", ["-9", "-f", here.root]));
    const gap = gapsOf(batches).find(({ reason }) => reason === "program-ended");
    const instants = batches.flatMap(({ at }) => [...at]);
    expect(instants).toContain(gap?.from);
    expect(instants).toContain(gap?.to);
  });

  it("starts a child that hangs again", async () => {
    const here = computer();
    await using open = await openOn(here);
    const restarted = hasGap("program-silent");
    const batches = await sampleUntil(open, restarted, () => execFileSync("pkill", ["-STOP", "-f", here.root]));
    expect(restarted(batches)).toBe(true);
    expect(tools(here.root)).toBe(0);
  }, 60_000);

  it("waits longer for a child's first words than for the next: waking a GPU takes seconds", async () => {
    const here = computer();
    await using open = await openOn(here);
    const tool = readFileSync(join(here.root, "usr/bin/nvidia-smi"), "utf8");
    replaceTool(here.root, tool.replace("show 1\n", "sleep 7\nshow 1\n"));
    const batches = await sampleUntil(open, enough);
    expect(gapsOf(batches).filter(({ reason }) => reason === "program-silent")).toEqual([]);
  }, 60_000);

  it("tells the gap of a child that hangs until the end", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntilHung(open, () => execFileSync("pkill", ["-STOP", "-f", here.root]));
    const gap = gapsOf(batches).at(-1);
    expect(gap).toMatchObject({ from: batches.flatMap(({ at }) => [...at]).at(-1), reason: "no-row" });
    expect(Number((gap?.to ?? 0n) - (gap?.from ?? 0n)) / 1e6).toBeGreaterThan(800);
  });

  it("dies with the tool's own reason when it cannot be started any more", async () => {
    const here = computer();
    await using open = await openOn(here);
    replaceTool(here.root, "echo 'Unable to determine the device handle for GPU 0000:0B:00.0: Unknown Error'; exit 15");
    await expect(sampleUntil(open, enough)).rejects.toMatchObject({
      code: "PROBE_DIED",
      message: expect.stringContaining("fallen off the bus"),
    });
  }, 60_000);
});

describe("what keeps it from opening", () => {
  // texts and statuses of devices.md B3
  it.each([
    [
      "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver. Make sure that the latest NVIDIA driver is installed and running.",
      9,
      "missing",
      "modprobe",
    ],
    ["Failed to initialize NVML: Driver/library version mismatch", 18, "missing", "Restart"],
    ["No devices were found", 6, "missing", "lspci"],
    ["Failed to initialize NVML: No supported GPUs were found", 255, "missing", "driver"],
    ["Failed to initialize NVML: Insufficient Permissions", 4, "no-permission", "usermod"],
    ["something new", 77, "missing", "by hand"],
  ])("%s", async (text, status, detected, remedy) => {
    const here = computer();
    replaceTool(here.root, `echo "${text}"; exit ${status}`);
    expect(await probe.detect(here.host)).toMatchObject({ status: detected, remedy: expect.stringContaining(remedy) });
    await expect(openOn(here)).rejects.toMatchObject({
      code: detected === "missing" ? "UNAVAILABLE" : "PERMISSION",
      remedy: expect.stringContaining(remedy),
    });
  });

  it("is a tool that hangs: a run is to tell of it, since there may be a GPU behind it", async () => {
    const here = computer();
    replaceTool(here.root, "sleep 60");
    expect(await probe.detect(here.host)).toMatchObject({
      status: "not-working",
      what: expect.stringContaining("too long"),
    });
    expect(tools(here.root)).toBe(0);
  }, 60_000);

  it("is a Jetson's GPU", async () => {
    const here = computer();
    replaceTool(here.root, "echo 'GPU 0: Orin (nvgpu) (UUID: 1)'");
    expect(await probe.detect(here.host)).toMatchObject({
      status: "missing",
      remedy: expect.stringContaining("jetson-ina"),
    });
  });
});
