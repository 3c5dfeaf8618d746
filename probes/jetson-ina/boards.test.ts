import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { boards, recognise } from "../shared/jetson/boards.js";
import { plant, plantTree } from "../shared/plant.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";

const testdata = join(import.meta.dirname, "testdata");
const open = (root: string, settings = {}) => probe.open(probe.settings.parse(settings), testHost(root), {});
const openTree = (board: string) => open(plantTree(join(testdata, `${board}.tree`)));

/** devices.md A1, column "Total", in the order of preference of its notes. */
const expected: readonly (readonly [string, string, readonly (readonly [string, readonly string[]])[]])[] = [
  [
    "tx1",
    "Jetson TX1",
    [
      ["board", ["VDD_IN", "VDD_MUX"]],
      ["module", ["VDD_IN"]],
    ],
  ],
  [
    "tx2-devkit",
    "Jetson TX2",
    [
      ["board", ["VDD_IN", "VDD_MUX"]],
      ["module", ["VDD_IN"]],
    ],
  ],
  ["tx2-nx", "Jetson TX2 NX", [["module", ["VDD_IN"]]]],
  ["nano", "Jetson Nano", [["module", ["POM_5V_IN"]]]],
  ["xavier-nx", "Jetson Xavier NX", [["module", ["VDD_IN"]]]],
  ["agx-xavier", "Jetson AGX Xavier", [["module", ["GPU", "CPU", "SOC", "CV", "VDDRQ", "SYS5V"]]]],
  ["agx-orin", "Jetson AGX Orin", [["module", ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"]]]],
  [
    "igx-orin",
    "IGX Orin",
    [
      ["carrier inputs", ["CVB_ATX_12V", "CVB_ATX_3V3", "CVB_ATX_5V"]],
      ["module", ["VDD_GPU_SOC", "VDD_CPU_CV", "VIN_SYS_5V0"]],
    ],
  ],
  ["thor", "Jetson AGX Thor", [["board", ["VIN"]]]],
  ["lab-unlabelled", "unknown board", []],
  ["sonic-ina238", "unknown board", []],
  ["ups-ina219", "unknown board", []],
];

describe.each(expected)("%s", (tree, name, totals) => {
  it("is recognised and has exactly its totals", async () => {
    const { device, totals: found } = await openTree(tree);
    expect(device.split(":")[0]).toBe(name);
    expect(found.map(({ scope, parts }) => [scope, parts])).toEqual(totals);
  });

  it("counts nothing twice and adds at one point", async () => {
    const { rails, totals: found } = await openTree(tree);
    for (const { parts } of found) {
      const summed = rails.filter(({ id }) => parts.includes(id));
      expect(summed).toHaveLength(parts.length);
      expect(new Set(summed.map(({ point }) => point)).size).toBe(1);
      expect(summed.filter(({ partOf }) => partOf !== undefined && parts.includes(partOf))).toEqual([]);
    }
  });

  it("has rails of unique names and columns, all with limits of error", async () => {
    const { rails } = await openTree(tree);
    const columns = rails.flatMap((rail) => rail.columns.map((column) => column.name));
    expect(new Set(columns).size).toBe(columns.length);
    expect(new Set(rails.map(({ id }) => id)).size).toBe(rails.length);
    for (const { uncertainty } of rails) {
      expect(new Set(uncertainty.map(({ id }) => id)).size).toBe(uncertainty.length);
      for (const { size, origin } of uncertainty) expect([size > 0, origin !== ""]).toEqual([true, true]);
    }
  });
});

it("captured folders are read where they are", async () => {
  const { device, totals } = await open(join(testdata, "orin-nano"));
  expect(device).toBe("Jetson Orin NX or Orin Nano: ina3221 at 1-0040 (VDD_IN, VDD_CPU_GPU_CV, VDD_SOC)");
  expect(totals).toEqual([{ name: "module", parts: ["VDD_IN"], scope: "module" }]);
});

describe("points", () => {
  it("regulated rails of TX2 are behind a regulator, those at the supply's voltage before it", async () => {
    const { rails } = await openTree("tx2-devkit");
    const at = (point: string) => rails.filter((rail) => rail.point === point).map(({ id }) => id);
    expect(at("regulator-input")).toEqual(["VDD_SYS_GPU", "VDD_SYS_SOC", "VDD_IN", "VDD_SYS_CPU", "VDD_MUX"]);
    expect(at("regulator-output")).toEqual([
      "VDD_4V0_WIFI",
      "VDD_SYS_DDR",
      "VDD_5V0_IO_SYS",
      "VDD_3V3_SYS",
      "VDD_3V3_IO_SLP",
      "VDD_1V8_IO",
      "VDD_3V3_SYS_M2",
    ]);
  });

  it("AGX Orin's memory rail is inside VIN_SYS_5V0, and NC channels are no rails", async () => {
    const { rails } = await openTree("agx-orin");
    expect(rails.map(({ id, partOf }) => [id, partOf])).toEqual([
      ["VDD_GPU_SOC", undefined],
      ["VDD_CPU_CV", undefined],
      ["VIN_SYS_5V0", undefined],
      ["VDDQ_VDD2_1V8AO", "VIN_SYS_5V0"],
    ]);
  });
});

describe("a board that lacks something", () => {
  const orin = () => plantTree(join(testdata, "agx-orin.tree"));
  const chip = "sys/devices/platform/c240000.i2c/i2c-1/1-0040/hwmon/hwmon3";

  it("has no total when a part does not answer, and says which", async () => {
    const root = orin();
    writeFileSync(join(root, chip, "in3_input"), "garbage\n");
    const { totals, findings, rails } = await open(root);
    expect(totals).toEqual([]);
    expect(rails.map(({ id }) => id)).not.toContain("VIN_SYS_5V0");
    expect(rails.every(({ partOf }) => partOf === undefined)).toBe(true);
    expect(findings.find(({ code }) => code === "total-incomplete")).toMatchObject({
      severity: "degraded",
      message: "No total of Jetson AGX Orin can be given: VIN_SYS_5V0 cannot be read",
    });
  });

  it("TX2 on a carrier without monitors has its module's total", async () => {
    const root = plantTree(join(testdata, "tx2-devkit.tree"));
    for (const address of ["0042", "0043"]) rmSync(join(root, "sys/bus/i2c/drivers/ina3221x", `0-${address}`));
    expect((await open(root)).totals.map(({ name }) => name)).toEqual(["module"]);
  });

  it("keeps its rails and order when hwmon numbers move", async () => {
    const root = orin();
    const before = await open(root);
    renameSync(join(root, chip), join(root, chip.replace("hwmon3", "hwmon17")));
    rmSync(join(root, "sys/class/hwmon/hwmon3"));
    plant(root, `sys/class/hwmon/hwmon17 -> /${chip.replace("hwmon3", "hwmon17")}`);
    const after = await open(root);
    expect(after.rails).toEqual(before.rails);
    expect(after.totals).toEqual(before.totals);
  });
});

describe("recognise", () => {
  it("tells boards of the same labels apart by the model, and claims none it does not know", () => {
    const labels = new Set(["VDD_IN", "VDD_CPU_GPU_CV", "VDD_SOC"]);
    expect(recognise(labels, "NVIDIA Orin NX Developer Kit")?.name).toBe("Jetson Orin NX or Orin Nano");
    expect(recognise(labels, "NVIDIA Jetson Xavier NX Developer Kit")?.name).toBe("Jetson Xavier NX");
    expect(recognise(labels, "some carrier")?.name).toBe("Jetson Xavier NX, Orin NX or Orin Nano");
    expect(recognise(new Set(["VDD_IN"]))).toBeUndefined();
  });

  it("tells TX2 by its names of L4T R28, which contain those of TX1", () => {
    const old = ["VDD_IN", "VDD_CPU", "VDD_GPU", "VDD_SOC", "VDD_WIFI", "VDD_DDR"];
    expect(recognise(new Set(old))?.name).toBe("Jetson TX2");
    expect(recognise(new Set(old.slice(0, 3)))?.name).toBe("Jetson TX1");
  });

  it("every monitor's rails are of its board", () => {
    for (const { rails, monitors = {} } of boards)
      for (const name of Object.values(monitors).flat()) expect(Object.keys(rails)).toContain(name);
  });

  it("every board's parts and parents are rails of its own table", () => {
    for (const { rails, totals, labels } of boards) {
      for (const name of [...labels, ...totals.flatMap(({ parts }) => parts)])
        expect(Object.keys(rails)).toContain(name);
      for (const { partOf } of Object.values(rails)) expect(Object.keys(rails)).toContain(partOf ?? labels[0]);
    }
  });

  it("two chips with the same labels get their address and no board's total", async () => {
    const root = mkdtempSync(join(tmpdir(), "joulemark-twins-"));
    for (const address of ["1-0040", "2-0040"])
      plant(
        root,
        `sys/devices/${address}/iio:device0/\n  rail_name_0 VDD_IN\n  in_power0_input 1000\nsys/bus/i2c/drivers/ina3221x/${address} -> /sys/devices/${address}`,
      );
    const { rails, totals } = await open(root);
    expect(rails.map(({ id }) => id)).toEqual(["VDD_IN@1-0040", "VDD_IN@2-0040"]);
    expect(totals).toEqual([]);
  });
});
