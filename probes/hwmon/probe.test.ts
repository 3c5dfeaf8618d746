import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { currentMonitors } from "../shared/current-monitors.js";
import { plant, plantTree } from "../shared/plant.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";

/** What the kernel would answer, by the end of a path: a plain file cannot fail so. */
const faults = vi.hoisted(() => new Map<string, string>());
vi.mock("../shared/read.js", async (original) => {
  const real = await original<typeof import("../shared/read.js")>();
  const fault = (path: string) => [...faults].find(([end]) => path.endsWith(end))?.[1];
  const readNumber: typeof real.readNumber = (root, path) => {
    const reason = fault(path);
    return reason === undefined ? real.readNumber(root, path) : { reason };
  };
  return {
    ...real,
    readNumber,
    mayRead: (root: string, path: string) => fault(path) === undefined && real.mayRead(root, path),
  };
});

const tree = (name: string): string => plantTree(join(import.meta.dirname, "testdata", `${name}.tree`));
const open = (root: string, settings = {}, rate?: number) =>
  probe.open(probe.settings.parse(settings), testHost(root), rate === undefined ? {} : { rate });
const METER = "sys/devices/LNXSYSTM:00/LNXSYBUS:00/ACPI000D:00";

beforeEach(() => faults.clear());

describe("a server's power meter", () => {
  it("is the machine, averaged over its interval, at a point that is said to be assumed", async () => {
    const { rails, totals, findings } = await open(tree("server-power-meter"));
    expect(rails).toMatchObject([
      { id: "power_meter/power1", point: "supply-output", window: { kind: "boxcar", width: 1 }, period: 1 },
    ]);
    expect(totals).toEqual([{ name: "machine", parts: ["power_meter/power1"], scope: "machine" }]);
    expect(findings).toMatchObject([{ code: "assumed-point", severity: "note", rail: "power_meter/power1" }]);
  });

  it("is at the wall when the user says so", async () => {
    const { rails, findings } = await open(tree("server-power-meter"), { points: { "power_meter/power1": "wall" } });
    expect(rails[0]?.point).toBe("wall");
    expect(rails[0]?.note).toBeUndefined();
    expect(findings).toEqual([]);
  });

  it("a point for a rail that is not there is refused", async () => {
    const moved = open(tree("server-power-meter"), { points: { "power_meter/power2": "wall" } });
    await expect(moved).rejects.toMatchObject({ code: "UNKNOWN_NAME" });
  });

  it("is read no faster than its interval, and says so", async () => {
    const { rails, findings } = await open(tree("server-power-meter"), {}, 100);
    expect(rails[0]?.period).toBe(1);
    expect(findings[0]?.message).toBe(
      "Asked for 100 samples/s; power_meter makes a new value every 1000 ms, so 1 samples/s are taken",
    );
  });

  it.each([
    ["95.0%\n", 0.05],
    ["97.5%\n", 0.025],
    ["100.0%\n", 0.08],
    ["0.0%\n", 0.08],
    ["unknown\n", 0.08],
  ])("claiming %j has a gain error of %d", async (accuracy, size) => {
    const root = tree("server-power-meter");
    writeFileSync(join(root, METER, "power1_accuracy"), accuracy);
    const [rail] = (await open(root, { gainPercent: 8 })).rails;
    expect(rail?.uncertainty[0]?.size).toBeCloseTo(size, 10);
  });
});

describe("a desktop", () => {
  it("has its graphics card and its power supply, whose outputs are inside its total", async () => {
    const { rails, totals } = await open(tree("desktop-amdgpu-corsair"));
    expect(rails.map(({ id, point, partOf }) => [id, point, partOf])).toEqual([
      ["amdgpu/PPT", "regulator-input", undefined],
      ["corsairpsu/power total", "supply-output", undefined],
      ["corsairpsu/power +12v", "supply-output", "corsairpsu/power total"],
      ["corsairpsu/power +5v", "supply-output", "corsairpsu/power total"],
      ["corsairpsu/power +3.3v", "supply-output", "corsairpsu/power total"],
    ]);
    expect(totals).toEqual([{ name: "power supply", parts: ["corsairpsu/power total"], scope: "power supply" }]);
  });

  it("reads a card's average once, not its instant value as well", async () => {
    const host = testHost(tree("desktop-amdgpu-corsair"));
    (await probe.open(probe.settings.parse({}), host, {})).batches(new AbortController().signal);
    expect(host.plans[0]?.files[0]).toEqual({
      path: "sys/devices/pci0000:00/0000:00:03.1/0000:03:00.0/hwmon/hwmon*/power1_average",
      column: "amdgpu/PPT.power",
      limits: { min: -4e9, max: 4e9 },
    });
  });

  it("leaves batteries, USB-C supplies and shunt monitors alone", async () => {
    const { device } = await open(tree("desktop-amdgpu-corsair"));
    for (const foreign of ["BAT0", "ucsi", "ina226"]) expect(device).not.toContain(foreign);
    expect(currentMonitors.has("ina226")).toBe(true);
  });

  it("tells two cards apart by their place", async () => {
    const root = tree("desktop-amdgpu-corsair");
    const second = "sys/devices/pci0000:00/0000:0a:00.0/hwmon/hwmon9";
    plant(
      root,
      `${second}/\n  name amdgpu\n  power1_average 1\n  power1_label PPT\nsys/class/hwmon/hwmon9 -> /${second}`,
    );
    expect((await open(root)).rails.map(({ id }) => id).filter((id) => id.startsWith("amdgpu"))).toEqual([
      "amdgpu/PPT@0000:03:00.0",
      "amdgpu/PPT@0000:0a:00.0",
    ]);
  });
});

describe("counters and strangers", () => {
  it("a tile is inside its card, a package inside its card", async () => {
    const { rails } = await open(tree("intel-cards"));
    expect(rails.map(({ id, partOf, measures }) => [id, partOf, measures])).toEqual([
      ["i915/energy1", undefined, "energy-counter"],
      ["i915_gt0/energy1", "i915/energy1", "energy-counter"],
      ["xe/card", undefined, "energy-counter"],
      ["xe/pkg", "xe/card", "energy-counter"],
    ]);
  });

  it("an unknown chip is kept, makes no total, and its point is said to be assumed", async () => {
    const { rails, totals, findings } = await open(tree("unknown-and-pmbus"));
    expect(rails.map(({ id }) => id)).toContain("acme42/power1");
    expect(totals).toEqual([]);
    expect(findings.map(({ code, rail }) => [code, rail])).toEqual([["assumed-point", "acme42/power1"]]);
  });

  it("a chip named like a property of every object is an unknown chip", async () => {
    const root = tree("intel-cards");
    plant(
      root,
      "sys/devices/odd/hwmon/hwmon8/\n  name constructor\n  power1_input 5\nsys/class/hwmon/hwmon8 -> /sys/devices/odd/hwmon/hwmon8",
    );
    expect((await open(root)).rails.find(({ id }) => id === "constructor/power1")?.point).toBe("regulator-input");
  });

  it("a regulator's labels tell its sides", async () => {
    const { rails } = await open(tree("unknown-and-pmbus"));
    const point = (id: string) => rails.find((rail) => rail.id === id)?.point;
    expect([point("tps53679/pin"), point("tps53679/pout1")]).toEqual(["regulator-input", "regulator-output"]);
  });
});

describe("what a reading can stand for", () => {
  it.each([
    ["server-power-meter", "power_meter/power1", [0xffff * 1e6, 0xffffffff * 1e3], 15_000e6],
    ["desktop-amdgpu-corsair", "amdgpu/PPT", [0xffffffff], 1400e6],
    ["desktop-amdgpu-corsair", "corsairpsu/power total", [0xffffffff], 3600e6],
    ["unknown-and-pmbus", "acme42/power1", [0xffff * 1e6], 15_000e6],
  ])("in %s full registers of %s are out of range, true loads are not", async (name, rail, stuck, real) => {
    const host = testHost(tree(name));
    (await probe.open(probe.settings.parse({}), host, {})).batches(new AbortController().signal);
    const limits = host.plans[0]?.files.find(({ column }) => column === `${rail}.power`)?.limits;
    for (const value of stuck) expect(value).toBeGreaterThan(limits?.max ?? Number.POSITIVE_INFINITY);
    expect(real).toBeLessThan(limits?.max ?? 0);
  });
});

describe("access", () => {
  it("goes on without what only root may read, and says how to be let in", async () => {
    faults.set("amd_energy.0/hwmon/hwmon2/energy1_input", "EACCES");
    faults.set("amd_energy.0/hwmon/hwmon2/energy2_input", "EACCES");
    const { rails, findings } = await open(tree("unknown-and-pmbus"));
    expect(rails.map(({ id }) => id)).toEqual(["tps53679/pin", "tps53679/pout1", "acme42/power1"]);
    expect(findings[0]).toMatchObject({ code: "rail-unreadable", remedy: expect.stringContaining("chgrp powercap") });
  });

  it("asking for just that is refused with the remedy", async () => {
    faults.set("energy2_input", "EACCES");
    const only = ["amd_energy/Esocket0"];
    await expect(open(tree("unknown-and-pmbus"), { only })).rejects.toMatchObject({ code: "PERMISSION" });
  });

  it("detects what is there, what is closed and what is missing", async () => {
    const detect = async (root: string) => (await probe.detect(testHost(root))).status;
    expect(await detect(tree("intel-cards"))).toBe("found");
    faults.set("_input", "EACCES");
    expect(await detect(tree("intel-cards"))).toBe("no-permission");
    expect(await detect(join(import.meta.dirname, "nowhere"))).toBe("missing");
  });

  it.each(["garbage\n", "", "99999999999999999999\n", "\xff\xfe"])(
    "a file holding %j loses its rail, never makes a number",
    async (content) => {
      const root = tree("server-power-meter");
      writeFileSync(join(root, METER, "power1_average"), content);
      await expect(open(root)).rejects.toMatchObject({
        code: "UNAVAILABLE",
        message: expect.stringContaining("ACPI000D:00/power1_average"),
      });
    },
  );
});
