import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hostClock } from "../../src/core/clock.js";
import type { OpenRequest } from "../../src/core/probe.js";
import { testHost } from "../shared/test-host.js";
import { enough, gapsOf, hasGap, sampleUntil, valuesOf } from "../shared/test-program.js";
import probe from "./probe.js";

/** A copy of a tree with the double of the tool, and a host on it in real time. */
function computer(tree = "thor") {
  const root = mkdtempSync(join(tmpdir(), "tegrastats-"));
  cpSync(join(import.meta.dirname, "testdata", tree), root, { recursive: true });
  const line = join(root, "etc/line");
  const change = (edit: (text: string) => string) => writeFileSync(line, edit(readFileSync(line, "utf8")));
  return { root, change, host: { ...testHost(root), clock: hostClock } };
}

const replaceTool = (root: string, script: string) =>
  writeFileSync(join(root, "usr/bin/tegrastats"), `#!/bin/sh\n${script}\n`);

const openOn = ({ host }: ReturnType<typeof computer>, settings: unknown = {}, request: OpenRequest = {}) =>
  probe.open(probe.settings.parse(settings), host, request);

/** The processes that the double runs as. */
function tools(root: string): readonly number[] {
  const lines = execFileSync("ps", ["-eo", "pid,args"], { encoding: "utf8" }).split("\n");
  return lines.filter((line) => line.includes(`${root}/usr/bin`)).map((line) => Number(line.trim().split(" ")[0]));
}
const signalTools = (root: string, signal: NodeJS.Signals) => {
  for (const pid of tools(root)) {
    try {
      process.kill(pid, signal);
    } catch {
      // what it started for a moment is over
    }
  }
};

describe("the probe", () => {
  it("samples the first value of every rail from one child, and leaves none behind", { timeout: 60_000 }, async () => {
    const here = computer();
    here.change((text) => text.replace("VIN 19780mW/19780mW", "VIN 19780mW/12345mW"));
    await using open = await openOn(here);
    expect(tools(here.root)).toEqual([]);
    expect(open.device).toBe("Jetson AGX Thor: VDD_GPU, VDD_CPU_SOC_MSS, VIN_SYS_5V0, VIN");
    expect(open.rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["VDD_GPU", "VIN"],
      ["VDD_CPU_SOC_MSS", "VIN"],
      ["VIN_SYS_5V0", "VIN"],
      ["VIN", undefined],
    ]);
    expect(open.totals).toEqual([{ name: "board", parts: ["VIN"], scope: "board" }]);
    const batches = await sampleUntil(open, enough, () => expect(tools(here.root)).toHaveLength(1));
    expect([0, 1, 2, 3].map((column) => [...new Set(valuesOf(batches, column))])).toEqual([
      [1962],
      [5887],
      [5635],
      [19_780],
    ]);
    expect(tools(here.root)).toEqual([]);
  });

  it("of a board with the older driver reads no faster than its monitors, whose mean it is", async () => {
    const here = computer("agx-xavier");
    await using open = await openOn(here, {}, { rate: 100 });
    expect(open.rails[0]).toMatchObject({ period: 0.423, window: { kind: "boxcar", width: 0.4224 } });
    expect(open.totals.map(({ parts }) => parts.length)).toEqual([6]);
    expect(open.findings.map(({ code }) => code)).toEqual(["lagged-sensor", "slow-instrument"]);
  });

  it("knows the board by its rails where there is no device tree", async () => {
    const here = computer("agx-xavier");
    rmSync(join(here.root, "sys"), { recursive: true });
    expect(await probe.detect(here.host)).toEqual({
      status: "found",
      what: "Jetson AGX Xavier: GPU, CPU, SOC, CV, VDDRQ, SYS5V",
    });
  });

  it("has limits of error at the worst of the volts a rail may be at", async () => {
    await using open = await openOn(computer("agx-xavier"));
    const size = (rail: string, id: string) =>
      open.rails.find((one) => one.id === rail)?.uncertainty.find((one) => one.id === id)?.size;
    expect(size("GPU", "shunt offset")).toBeCloseTo((80e-6 / 5e-3) * 20, 9);
    expect(size("GPU", "bus offset")).toBeCloseTo(0.02 / 4.75, 9);
    expect(size("SYS5V", "shunt offset")).toBeCloseTo((80e-6 / 5e-3) * 5.25, 9);
    const shared = open.rails.map(({ uncertainty }) => uncertainty.find(({ id }) => id === "shunt gain")?.shared);
    expect(new Set(shared)).toEqual(new Set(["0x40 shunt gain", "0x41 shunt gain"]));
  });

  it("has a gap where a rail is no longer in the line, and passes over a new one", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("no-value"), () =>
      here.change((text) => text.replace("VDD_GPU 1962mW/1962mW", "VDD_NEW 7mW/7mW")),
    );
    expect(valuesOf(batches, 0).some(Number.isNaN)).toBe(true);
    expect(new Set(valuesOf(batches, 3))).toEqual(new Set([19_780]));
    expect(gapsOf(batches)).toContainEqual(expect.objectContaining({ columns: ["VDD_GPU.power"] }));
    expect([0, 1, 2, 3].flatMap((column) => valuesOf(batches, column))).not.toContain(7);
  });

  it("has gaps, never numbers, for a power beyond the board and for lines whose own time is long past", async () => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap("out-of-range"), () =>
      here.change((text) => text.replace("VIN 19780mW", "VIN 19780000mW")),
    );
    expect(Math.max(...valuesOf(batches, 3).filter(Number.isFinite))).toBe(19_780);
    const old = computer();
    await using other = await openOn(old);
    const later = await sampleUntil(other, hasGap("rejected-line"), () => {
      const stamp = new Date(hostClock.wall() - 60_000).toISOString();
      const text = readFileSync(join(old.root, "etc/line"), "utf8");
      const held = `${stamp.slice(5, 7)}-${stamp.slice(8, 10)}-${stamp.slice(0, 4)} ${stamp.slice(11, 19)}`;
      old.change(() => text.replace("%T", held).replace("VIN 19780", "VIN 1"));
      setTimeout(() => old.change(() => text), 1000);
    });
    expect(valuesOf(later, 3)).not.toContain(1);
  }, 60_000);

  it.each([
    ["SIGKILL", "program-ended"],
    ["SIGSTOP", "program-silent"],
  ] as const)("starts a child again after %s, and tells the gap", { timeout: 60_000 }, async (signal, reason) => {
    const here = computer();
    await using open = await openOn(here);
    const batches = await sampleUntil(open, hasGap(reason), () => signalTools(here.root, signal));
    expect(hasGap(reason)(batches)).toBe(true);
    expect(tools(here.root)).toEqual([]);
  });

  it("dies with the tool's own words when it cannot be started any more", { timeout: 60_000 }, async () => {
    const here = computer();
    await using open = await openOn(here);
    replaceTool(here.root, "echo 'cannot open /dev/nvhost' >&2; exit 3");
    const sampling = sampleUntil(
      open,
      () => false,
      () => signalTools(here.root, "SIGKILL"),
    );
    await expect(sampling).rejects.toMatchObject({
      code: "PROBE_DIED",
      message: expect.stringContaining("/dev/nvhost"),
    });
  });
});

describe("what keeps it from opening", () => {
  it.each([
    ["refuses", "echo 'not a Tegra' >&2; exit 1", "status 1: not a Tegra", "missing"],
    ["babbles", "while :; do echo '\0VDD_IN 5/5'; sleep 0.01; done", "no line that is one of its own", "missing"],
    ["shows no rail", "while :; do echo 'RAM 1/2MB SWAP 0/1MB CPU@1C'; sleep 0.01; done", "no power of any", "missing"],
    ["says nothing", "sleep 60", "said nothing for too long", "not-working"],
  ])("a tool that %s", { timeout: 60_000 }, async (_, script, words, status) => {
    const here = computer();
    replaceTool(here.root, script);
    const what = expect.stringContaining(words);
    expect(await probe.detect(here.host)).toMatchObject({ status, what, remedy: expect.any(String) });
    await expect(openOn(here)).rejects.toMatchObject({ message: what });
    expect(tools(here.root)).toEqual([]);
  });

  it("no tool: only a Jetson has it", async () => {
    const here = computer();
    rmSync(join(here.root, "usr"), { recursive: true });
    expect(await probe.detect(here.host)).toMatchObject({ status: "missing", remedy: expect.stringContaining("L4T") });
  });

  it.each([{ only: ["VINN"] }, { points: { VINN: "wall" } }, { shuntMicroOhms: { VINN: 1 } }])(
    "a rail that is not there: %j",
    async (settings) =>
      expect(openOn(computer(), settings)).rejects.toMatchObject({
        code: "UNKNOWN_NAME",
        message: 'There is no rail "VINN"; did you mean "VIN"?',
      }),
  );

  it("nothing, for the rails asked for alone", async () => {
    await using open = await openOn(computer(), { only: ["VDD_GPU"] });
    expect(open.rails.map(({ id, partOf }) => [id, partOf])).toEqual([["VDD_GPU", undefined]]);
  });
});
