import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantTree } from "../shared/plant.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";

const tree = (name: string): string => plantTree(join(import.meta.dirname, "testdata", `${name}.tree`));
const open = (root: string, settings = {}) => probe.open(probe.settings.parse(settings), testHost(root), {});
const ORIN = "sys/devices/platform/c240000.i2c/i2c-1/1-0040/hwmon/hwmon3";

describe("a device tree that says 5 micro-ohm", () => {
  it("makes every number of the rail invalid, with the fix", async () => {
    const { findings } = await open(tree("tx2-nx"));
    expect(findings[0]).toMatchObject({
      code: "implausible-shunt",
      severity: "invalid",
      rail: "VDD_IN",
      message:
        "The driver reckons the current of VDD_IN with a shunt of 5 micro-ohm, which no board has: this one has 5000",
    });
  });

  it("is put right by naming the true shunt: a thousandth of the driver's current", async () => {
    const shuntMicroOhms = { VDD_IN: 5000, VDD_CPU_GPU: 5000, VDD_SOC: 5000 };
    const { rails, findings } = await open(tree("tx2-nx"), { shuntMicroOhms });
    expect(rails[0]?.columns[1]?.scale).toBeCloseTo(1e-6, 12);
    expect(rails[0]?.columns[0]?.scale).toBe(1e-3);
    expect(findings.filter(({ code }) => code === "implausible-shunt")).toEqual([]);
  });
});

it("a driver default in place of the board's shunt degrades the rail", async () => {
  const root = tree("agx-orin");
  writeFileSync(join(root, ORIN, "shunt1_resistor"), "10000\n");
  expect((await open(root)).findings).toMatchObject([
    { code: "shunt-mismatch", severity: "degraded", rail: "VDD_GPU_SOC", remedy: expect.stringContaining("2000") },
  ]);
});

describe.each([
  ["0\n", "0"],
  ["-5\n", "-5"],
  ["N/A\n", "no number (unreadable)"],
  ["", "no number (empty)"],
])("a driver that states a shunt of %j", (content, stated) => {
  it("makes the rail invalid, whatever the settings say, and is seen by detect", async () => {
    const root = tree("agx-orin");
    writeFileSync(join(root, ORIN, "shunt1_resistor"), content);
    const expected = { code: "implausible-shunt", severity: "invalid", rail: "VDD_GPU_SOC" };
    expect((await open(root)).findings).toMatchObject([
      { ...expected, message: expect.stringContaining(`states ${stated} for`) },
    ]);
    expect((await open(root, { shuntMicroOhms: { VDD_GPU_SOC: 2000 } })).findings).toMatchObject([expected]);
    expect((await probe.detect(testHost(root))).what).toContain(`; shunt of VDD_GPU_SOC is ${stated}`);
  });
});

it("an unpublished shunt is assumed once for all, and known ones are not", async () => {
  expect((await open(tree("nano"))).findings.filter(({ code }) => code === "assumed-shunt")).toHaveLength(1);
  expect((await open(tree("tx2-devkit"))).findings.filter(({ code }) => code === "assumed-shunt")).toEqual([]);
});

describe.each([
  ["garbage", "N/A\n"],
  ["nothing", ""],
  ["a huge number", "123456789012345678901234567890\n"],
  ["bytes that are not UTF-8", new Uint8Array([0xff, 0xfe, 0x31])],
  ["a suffix", "32760 ma\n"],
])("a value file that holds %s", (_what, content) => {
  it("loses its rail with a finding, never to a number", async () => {
    const root = tree("agx-orin");
    writeFileSync(join(root, ORIN, "curr2_input"), content);
    const { rails, findings } = await open(root);
    expect(rails.map(({ id }) => id)).not.toContain("VDD_CPU_CV");
    expect(findings).toContainEqual(expect.objectContaining({ code: "rail-unreadable", rail: "VDD_CPU_CV" }));
  });
});

it("a label of unreadable bytes falls back to address and channel", async () => {
  const root = tree("agx-orin");
  writeFileSync(join(root, ORIN, "in1_label"), new Uint8Array([0xff, 0xfe]));
  expect((await open(root)).rails.map(({ id }) => id)).toContain("1-0040/ch1");
});

it("a folder in place of a file is no crash", async () => {
  const root = tree("ups-ina219");
  mkdirSync(join(root, "sys/class/hwmon/hwmon9/name"), { recursive: true });
  expect((await open(root)).rails).toHaveLength(1);
});
