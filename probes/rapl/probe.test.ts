import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
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
const ZONE = "sys/devices/virtual/powercap/intel-rapl/intel-rapl:0";

beforeEach(() => faults.clear());

describe("totals", () => {
  it.each([
    ["laptop", "packages", ["package-0"]],
    ["amd", "packages", ["package-0"]],
    ["server-2s", "packages and memory", ["package-0", "package-0/dram", "package-1", "package-1/dram"]],
  ])("of %s are %s, never core, uncore, psys or the mmio twin", async (name, scope, parts) => {
    expect((await open(tree(name))).totals).toEqual([{ name: scope, parts, scope }]);
  });

  it("take every die of every package", async () => {
    const [total] = (await open(tree("multi-die"))).totals;
    expect(total?.parts).toHaveLength(8);
    expect(total?.parts.slice(0, 2)).toEqual(["package-0-die-0", "package-0-die-0/dram"]);
  });

  it("are not claimed when a package cannot be read", async () => {
    faults.set("intel-rapl:1/energy_uj", "EIO");
    const { totals, rails, findings } = await open(tree("server-2s"));
    expect(totals).toEqual([]);
    expect(rails.map(({ id }) => id)).toEqual(["package-0", "package-0/dram", "package-1/dram", "psys"]);
    expect(findings).toContainEqual(expect.objectContaining({ code: "rail-unreadable", rail: "package-1" }));
  });

  it("of the user may not add what is counted already", async () => {
    const totals = [{ name: "cpu", parts: ["package-0", "package-0/core"], scope: "cpu" }];
    await expect(open(tree("laptop"), { totals })).rejects.toMatchObject({ code: "CONFIG" });
  });
});

describe("rails", () => {
  it("core and uncore are inside the package, memory and psys stand beside", async () => {
    const parents = async (name: string) => (await open(tree(name))).rails.map(({ id, partOf }) => [id, partOf]);
    expect(await parents("laptop")).toEqual([
      ["package-0", undefined],
      ["package-0/core", "package-0"],
      ["package-0/uncore", "package-0"],
    ]);
    expect(await parents("server-2s")).toEqual([
      ["package-0", undefined],
      ["package-0/dram", undefined],
      ["package-1", undefined],
      ["package-1/dram", undefined],
      ["psys", undefined],
    ]);
  });

  it("are counters in microjoules that wrap at max_energy_range_uj", async () => {
    const [rail] = (await open(tree("laptop"))).rails;
    expect(rail).toMatchObject({
      point: "die-model",
      measures: "energy-counter",
      window: { kind: "counter" },
      counterRange: 262143.32885,
      columns: [{ name: "package-0.energy", unit: "uJ", scale: 1e-6 }],
    });
  });

  it("mmio zones are used where they are the only ones", async () => {
    const root = tree("laptop");
    for (const zone of ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:0:1"])
      rmSync(join(root, "sys/class/powercap", zone));
    expect((await open(root)).rails.map(({ id }) => id)).toEqual(["package-0"]);
  });

  it("of one name behind tpmi and mmio are taken once", async () => {
    const root = tree("laptop");
    for (const zone of ["intel-rapl:0", "intel-rapl:0:0", "intel-rapl:0:1"])
      rmSync(join(root, "sys/class/powercap", zone));
    const tpmi = "sys/devices/virtual/powercap/intel-rapl-tpmi/intel-rapl-tpmi:0";
    plant(
      root,
      `${tpmi}/\n  name package-0\n  energy_uj 5\n  max_energy_range_uj 262143328850\nsys/class/powercap/intel-rapl-tpmi:0 -> /${tpmi}`,
    );
    const host = testHost(root);
    (await probe.open(probe.settings.parse({}), host, {})).batches(new AbortController().signal);
    expect(host.plans[0]?.files).toMatchObject([
      { path: `${tpmi}/energy_uj`, column: "package-0.energy", limits: { min: 0 } },
    ]);
  });

  it("damaged ranges are said to be a risk", async () => {
    const root = tree("amd");
    writeFileSync(join(root, ZONE, "max_energy_range_uj"), "\xff\xfe");
    const { rails, findings } = await open(root);
    expect(rails[0]?.counterRange).toBeUndefined();
    expect(findings).toContainEqual(
      expect.objectContaining({ code: "wrap-risk", severity: "degraded", rail: "package-0" }),
    );
  });
});

describe("plausible power", () => {
  it("is twice the largest limit, at least 100 W, and 1000 W where a zone states none", async () => {
    const of = async (name: string) => (await open(tree(name))).rails.map(({ plausiblePower }) => plausiblePower);
    expect(await of("laptop")).toEqual([128, 1000, 1000]);
    expect((await of("server-2s")).slice(0, 2)).toEqual([492, 1000]);
    expect((await open(tree("amd"), { plausiblePowerW: 300 })).rails[0]?.plausiblePower).toBe(300);
  });

  it("ignores registers that hold no limit", async () => {
    const root = tree("amd");
    plant(root, `${ZONE}/\n  constraint_0_power_limit_uw 4095875000\n  constraint_1_power_limit_uw 65000000`);
    expect((await open(root)).rails[0]?.plausiblePower).toBe(130);
  });
});

describe("pace", () => {
  it("is 50 a second unless asked, at most one a millisecond", async () => {
    expect((await open(tree("laptop"))).rails[0]?.period).toBe(0.02);
    const { rails, findings } = await open(tree("laptop"), {}, 5000);
    expect(rails[0]?.period).toBe(1e-3);
    expect(findings[0]).toMatchObject({ code: "slow-instrument" });
  });

  it("sees every wrap: at least two readings in the shortest time from 0 to the range", async () => {
    const root = tree("laptop");
    writeFileSync(join(root, ZONE, "max_energy_range_uj"), "1000000\n");
    const { rails, findings } = await open(root, { plausiblePowerW: 100 }, 1);
    expect(rails[0]?.period).toBe(0.005);
    expect(findings.filter(({ code }) => code === "wrap-risk")).toEqual([]);
  });
});

describe("uncertainty", () => {
  const gain = async (name: string, id: string) =>
    (await open(tree(name))).rails.find((rail) => rail.id === id)?.uncertainty.find(({ kind }) => kind === "gain");

  it("is 5 % on clients and 3 % on servers, and one error for all of a package", async () => {
    expect(await gain("laptop", "package-0")).toMatchObject({ size: 0.05, shared: "package-0 model" });
    expect(await gain("laptop", "package-0/core")).toMatchObject({ shared: "package-0 model" });
    expect(await gain("server-2s", "package-1")).toMatchObject({ size: 0.03, shared: "package-1 model" });
    expect(await gain("server-2s", "package-1/dram")).toMatchObject({ shared: "package-1/dram model" });
  });

  it("knows the counter's unit from its range", async () => {
    const [rail] = (await open(tree("laptop"))).rails;
    expect(rail?.uncertainty.find(({ kind }) => kind === "resolution")?.size).toBeCloseTo(61.035e-6, 9);
  });
});

describe("access", () => {
  it("refuses other users with a remedy that lasts and says what it gives away", async () => {
    faults.set("energy_uj", "EACCES");
    const detection = await probe.detect(testHost(tree("laptop")));
    expect(detection).toMatchObject({ status: "no-permission", what: "package-0 + core + uncore" });
    for (const words of ["groupadd", "/etc/udev/rules.d/", 'SUBSYSTEM=="powercap"', "udevadm trigger", "PLATYPUS"])
      expect(detection.remedy).toContain(words);
    await expect(open(tree("laptop"))).rejects.toMatchObject({ code: "PERMISSION", remedy: detection.remedy });
  });

  it("says where it looked when there is none, as in a virtual machine", async () => {
    const nowhere = join(import.meta.dirname, "nowhere");
    expect(await probe.detect(testHost(nowhere))).toMatchObject({ status: "missing" });
    await expect(open(nowhere)).rejects.toMatchObject({
      code: "UNAVAILABLE",
      remedy: expect.stringContaining("modprobe"),
    });
  });

  it.each([
    ["garbage", "N/A\n"],
    ["nothing", ""],
    ["a huge number", "123456789012345678901234567890\n"],
    ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe])],
  ])("leaves out a zone that holds %s, with a finding", async (_what, content) => {
    const root = tree("laptop");
    writeFileSync(join(root, ZONE, "intel-rapl:0:0/energy_uj"), content);
    const { rails, findings } = await open(root);
    expect(rails.map(({ id }) => id)).toEqual(["package-0", "package-0/uncore"]);
    expect(findings).toContainEqual(expect.objectContaining({ code: "rail-unreadable", rail: "package-0/core" }));
  });
});
