import { describe, expect, test } from "vitest";
import { codesOf, commandWindow, inBench, lasting, railOf } from "./bench.js";

const EMULATED = "/sys/module/emu_ina3221/parameters";
/** The registers of the emulated chips: millivolts and milliamperes of each rail. */
const KNOWN = { GPU: [19000, 800], CPU: [18992, 400], SOC: [18984, 200], CV: [19000, 160], VDDRQ: [18992, 80], SYS5V: [5000, 600] };
const wattsOf = ([millivolts = 0, milliamperes = 0]: readonly number[]) => (millivolts * milliamperes) / 1e6;
const MODULE_W = Object.values(KNOWN).reduce((sum, rail) => sum + wattsOf(rail), 0);
const RUN = ["run", "-q", "--probe", "jetson-ina", "--rate", "50"];

describe.each(["hwmon", "iio"])("the chips in the %s layout", (layout) => {
  const outcome = inBench({ args: RUN, command: lasting(3) }, ["--layout", layout]);

  test.each(Object.entries(KNOWN))("%s has the power its registers hold", (rail, known) => {
    const { energyJ, meanPowerW, point } = railOf(outcome, rail);
    expect(point).toBe("regulator-input");
    expect(meanPowerW?.value).toBeCloseTo(wattsOf(known), 6);
    expect(energyJ?.value).toBeCloseTo(wattsOf(known) * commandWindow(outcome).durationS, 3);
    expect(meanPowerW?.U95).toBeGreaterThan(0);
  });

  test("the module's total is the sum of the six rails of its board", () => {
    const [total] = commandWindow(outcome).totals;
    expect(total?.parts.length).toBe(6);
    expect(total?.meanPowerW?.value).toBeCloseTo(MODULE_W, 6);
    expect(outcome.status).toBe(0);
  });
});

test("a chip that stops answering for a while is a gap with the kernel's reason; the other chip goes on", () => {
  const outcome = inBench({
    args: RUN,
    command: lasting(4),
    after: [
      [1, `${EMULATED}/nack`, "2"],
      [3, `${EMULATED}/nack`, "0"],
    ],
  });
  expect(railOf(outcome, "CV").coverage).toBeLessThan(0.7);
  expect(railOf(outcome, "CV").coverage).toBeGreaterThan(0.2);
  expect(railOf(outcome, "CV").energyJ).toBeNull();
  expect(railOf(outcome, "GPU").meanPowerW?.value).toBeCloseTo(wattsOf(KNOWN.GPU), 6);
  expect(JSON.stringify(outcome.result?.quality.findings)).toContain("ENXIO");
  expect(commandWindow(outcome).totals[0]?.energyJ).toBeNull();
});

test("a driver that is unbound and bound again under another number is found again", () => {
  const driver = "/sys/bus/i2c/drivers/ina3221";
  const outcome = inBench(
    {
      args: RUN,
      command: lasting(6),
      after: [
        [1, `${driver}/unbind`, "0-0040"],
        [2, `${driver}/bind`, "0-0040"],
      ],
    },
    ["--set", "emu_ina3221.bus=0"],
  );
  const rail = railOf(outcome, "GPU");
  expect(JSON.stringify(outcome.result?.quality.findings)).toContain("ENODEV");
  expect(rail.coverage).toBeGreaterThan(0.5);
  expect(rail.coverage).toBeLessThan(0.95);
  expect(rail.minW).toBeCloseTo(wattsOf(KNOWN.GPU), 6);
});

test("a rail that is switched off has no data, and no total is claimed without it", () => {
  const outcome = inBench(
    { args: RUN, command: lasting(1), before: [["/sys/bus/i2c/devices/0-0040/hwmon/hwmon0/in2_enable", "0"]] },
    ["--set", "emu_ina3221.bus=0"],
  );
  expect(commandWindow(outcome).rails.map(({ rail }) => rail)).not.toContain("CPU");
  expect(commandWindow(outcome).totals).toEqual([]);
  expect(codesOf(outcome)).toContain("total-incomplete");
});

test("an instrument slower than asked is read at its own pace, and that is said", () => {
  const outcome = inBench(
    {
      args: ["run", "-q", "--probe", "jetson-ina", "--rate", "200"],
      command: lasting(4),
      before: [
        ["/sys/bus/i2c/devices/0-0040/hwmon/hwmon0/samples", "16"],
        ["/sys/bus/i2c/devices/0-0041/hwmon/hwmon1/samples", "16"],
      ],
    },
    ["--set", "emu_ina3221.bus=0"],
  );
  expect(codesOf(outcome)).toContain("slow-instrument");
  // 16 samples of three channels at 2.2 ms are 106 ms: some 40 in 4 s, not the 800 asked for.
  expect(railOf(outcome, "GPU").samples).toBeLessThan(60);
  expect(railOf(outcome, "GPU").meanPowerW?.value).toBeCloseTo(wattsOf(KNOWN.GPU), 6);
});
