import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { plantTree } from "../shared/plant.js";
import { testHost } from "../shared/test-host.js";
import probe from "./probe.js";

const tree = (name: string): string => plantTree(join(import.meta.dirname, "testdata", `${name}.tree`));
const open = (root: string, settings = {}, rate?: number) =>
  probe.open(probe.settings.parse(settings), testHost(root), rate === undefined ? {} : { rate });
const source = (open: Awaited<ReturnType<typeof probe.open>>, rail: string, id: string) =>
  open.rails.find((one) => one.id === rail)?.uncertainty.find((one) => one.id === id);
const ORIN = "sys/devices/platform/c240000.i2c/i2c-1/1-0040/hwmon/hwmon3";

describe("detect", () => {
  it("names board, chips and rails", async () => {
    expect(await probe.detect(testHost(tree("thor")))).toEqual({
      status: "found",
      what: "Jetson AGX Thor: ina3221 at 1-0040 (VDD_GPU, VDD_CPU_SOC_MSS, VIN_SYS_5V0), ina238 at 1-0044 (ch1)",
    });
  });

  it("says where it looked when there is none, as on a Nano 2GB", async () => {
    const missing = await probe.detect(testHost(join(import.meta.dirname, "nowhere")));
    expect(missing).toMatchObject({ status: "missing", remedy: expect.stringContaining("/sys/class/hwmon") });
    await expect(open(join(import.meta.dirname, "nowhere"))).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });
});

describe.each([
  ["0\n", "0"],
  ["-7\n", "-7"],
  ["fast\n", "no number (unreadable)"],
  ["", "no number (empty)"],
])("an update_interval of %j", (content, stated) => {
  it("is said, by detect as well, and the default stands in for it", async () => {
    const root = tree("agx-orin");
    writeFileSync(join(root, ORIN, "update_interval"), content);
    const { rails, findings } = await open(root);
    expect(rails[0]?.period).toBeGreaterThanOrEqual(6.6e-3);
    expect(findings).toMatchObject([
      {
        code: "implausible-interval",
        severity: "degraded",
        message: `update_interval of ina3221 at 1-0040 is ${stated}; 6.6 ms, as by default, are assumed`,
      },
    ]);
    expect((await probe.detect(testHost(root))).what).toContain(`; update_interval of 1-0040 is ${stated}`);
  });
});

describe("what is polled", () => {
  it("voltage and current of a rail, one after the other, found again by pattern", async () => {
    const host = testHost(tree("agx-orin"));
    const opened = await probe.open(probe.settings.parse({}), host, {});
    opened.batches(new AbortController().signal);
    expect(host.plans[0]?.files.slice(0, 2)).toEqual([
      {
        path: `${ORIN.replace("hwmon3", "hwmon*")}/in1_input`,
        column: "VDD_GPU_SOC.voltage",
        limits: { min: 0, max: 32_760 },
      },
      {
        path: `${ORIN.replace("hwmon3", "hwmon*")}/curr1_input`,
        column: "VDD_GPU_SOC.current",
        // 163.84 mV over 2 milliohms: more than that the chip cannot show (devices.md A4).
        limits: { min: -81_920, max: 81_920 },
      },
    ]);
    expect(host.plans[0]?.files.map(({ column }) => column)).toEqual(
      opened.rails.flatMap(({ columns }) => columns.map(({ name }) => name)),
    );
  });

  it("one power file of NVIDIA's older driver, in milliwatts", async () => {
    const host = testHost(tree("nano"));
    const { rails, batches } = await probe.open(probe.settings.parse({}), host, {});
    batches(new AbortController().signal);
    expect(host.plans[0]?.files[0]?.path).toBe("sys/devices/7000c400.i2c/i2c-6/6-0040/iio:device*/in_power0_input");
    expect(rails[0]?.columns).toEqual([{ name: "POM_5V_IN.power", quantity: "power", unit: "mW", scale: 1e-3 }]);
  });

  it("INA238's power in microwatts, INA219's signed product", async () => {
    const [ina238] = (await open(tree("sonic-ina238"))).rails;
    expect(ina238?.columns).toMatchObject([{ quantity: "power", unit: "uW", scale: 1e-6 }]);
    const [ina219] = (await open(tree("ups-ina219"))).rails;
    expect(ina219?.columns.map(({ quantity }) => quantity)).toEqual(["voltage", "current"]);
  });

  it("ends when disposed, twice without harm", async () => {
    const host = testHost(tree("nano"));
    const opened = await probe.open(probe.settings.parse({}), host, {});
    opened.batches(new AbortController().signal);
    await opened[Symbol.asyncDispose]();
    await opened[Symbol.asyncDispose]();
    expect(host.signals[0]?.aborted).toBe(true);
  });
});

describe("pace", () => {
  it("is 100 a second unless asked, and never above new values", async () => {
    expect((await open(tree("agx-orin"))).rails[0]?.period).toBe(0.01);
    const asked = await open(tree("agx-orin"), {}, 1000);
    expect(asked.rails[0]?.period).toBe(0.0066);
    expect(asked.findings.map(({ message }) => message)).toContain(
      "Asked for 1000 samples/s; ina3221 at 1-0040 makes a new value every 6.6 ms, so 152 samples/s are taken",
    );
  });

  it("averaged values stand for the time before them, and blurred edges are said", async () => {
    const { rails, findings } = await open(tree("xavier-nx"));
    expect(rails[0]).toMatchObject({ period: 0.4224, window: { kind: "boxcar", width: 0.4224 } });
    expect(findings.map(({ code }) => code)).toContain("lagged-sensor");
  });

  it.each([
    ["6", "64", 0.4224],
    ["422", "64", 0.422],
    ["6", "1", 0.0066],
    ["53", "1", 0.053],
  ])(
    "update_interval %s with %s samples is a cycle of %d s in older and newer kernels",
    async (interval, samples, cycle) => {
      const root = tree("agx-orin");
      writeFileSync(join(root, ORIN, "update_interval"), `${interval}\n`);
      writeFileSync(join(root, ORIN, "samples"), `${samples}\n`);
      const { rails } = await open(root, { only: ["VDD_GPU_SOC"] }, 1e9);
      expect(rails[0]?.period).toBeCloseTo(cycle, 6);
      expect(rails[0]?.window.kind).toBe(samples === "1" ? "instantaneous" : "boxcar");
    },
  );

  it("only the chips in use count", async () => {
    expect((await open(tree("thor"), { only: ["VDD_GPU"] }, 1000)).rails[0]?.period).toBe(0.0066);
    expect((await open(tree("thor"), {}, 1000)).rails[0]?.period).toBe(0.0505);
  });
});

describe("uncertainty", () => {
  it("has the offsets and steps of devices.md A4 for a 2 mohm shunt", async () => {
    const orin = await open(tree("agx-orin"));
    expect(source(orin, "VDD_GPU_SOC", "shunt offset")).toMatchObject({ of: "current", size: 0.04, kind: "offset" });
    expect(source(orin, "VDD_GPU_SOC", "current resolution")?.size).toBeCloseTo(0.02);
    expect(source(orin, "VDD_GPU_SOC", "shunt tolerance")).toMatchObject({ kind: "gain", size: 0.01 });
    expect(source(orin, "VDD_GPU_SOC", "bus offset")?.size).toBe(0.016);
  });

  it("adds to the 0.61 % gain of measurement.md 2.1", async () => {
    const [rail] = (await open(tree("agx-orin"))).rails;
    const gains = rail?.uncertainty.filter(({ kind }) => kind === "gain").map(({ size }) => size ** 2) ?? [];
    expect(Math.sqrt(gains.reduce((sum, square) => sum + square, 0) / 3)).toBeCloseTo(0.0061, 4);
  });

  it("brings a limit of current to power at the volts seen, where only power is read", async () => {
    expect(source(await open(tree("tx2-devkit")), "VDD_IN", "shunt offset")).toMatchObject({ of: "power" });
    expect(source(await open(tree("tx2-devkit")), "VDD_IN", "shunt offset")?.size).toBeCloseTo((80e-6 / 5e-3) * 19.144);
  });

  it("shares the converter's errors among the channels of a chip, not the shunts'", async () => {
    const orin = await open(tree("agx-orin"));
    const shared = (id: string) => orin.rails.map((rail) => source(orin, rail.id, id)?.shared);
    expect(new Set(shared("shunt gain"))).toEqual(new Set(["1-0040 shunt gain", "1-0041 shunt gain"]));
    expect(new Set(shared("shunt tolerance"))).toEqual(new Set([undefined]));
  });
});

describe("settings", () => {
  it("totals in place of the board's, refused when they count twice", async () => {
    const totals = [{ name: "mine", parts: ["POM_5V_GPU"], scope: "graphics" }];
    expect((await open(tree("nano"), { totals })).totals).toEqual(totals);
    const twice = [{ name: "mine", parts: ["POM_5V_IN", "POM_5V_GPU"], scope: "board" }];
    await expect(open(tree("nano"), { totals: twice })).rejects.toMatchObject({ code: "CONFIG" });
  });

  it("a corrected point that splits a board's total is an error, not a wrong sum", async () => {
    const moved = open(tree("agx-orin"), { points: { VIN_SYS_5V0: "regulator-output" } });
    await expect(moved).rejects.toMatchObject({ code: "POINT_MISMATCH" });
  });

  it("unknown boards are told how to name a total, with a rail that is there", async () => {
    const { findings } = await open(tree("lab-unlabelled"));
    expect(findings.find(({ code }) => code === "unknown-board")?.remedy).toContain('parts: ["1-0040/ch1"]');
  });

  it.each([{ only: ["POM_5V_INN"] }, { points: { POM_5V_INN: "wall" } }, { shuntMicroOhms: { POM_5V_INN: 5000 } }])(
    "refuses rails that are not there: %j",
    async (settings) => {
      await expect(open(tree("nano"), settings)).rejects.toMatchObject({
        code: "UNKNOWN_NAME",
        message: 'There is no rail "POM_5V_INN"; did you mean "POM_5V_IN"?',
      });
    },
  );

  it("refuses unknown keys", () => {
    expect(probe.settings.safeParse({ rate: 5 }).success).toBe(false);
  });
});
