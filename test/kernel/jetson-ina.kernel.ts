import { describe, expect, test } from "vitest";
import {
  codesOf,
  commandWindow,
  gapsOf,
  inBench,
  lasting,
  type Outcome,
  once,
  railOf,
  railsOf,
  type Scenario,
} from "./bench.js";

const EMULATED = "/sys/module/emu_ina3221/parameters";
const DEVICES = "/sys/bus/i2c/devices";
/** The registers of the emulated chips: millivolts and milliamperes of each rail. */
const KNOWN = {
  GPU: [19000, 800],
  CPU: [18992, 400],
  SOC: [18984, 200],
  CV: [19000, 160],
  VDDRQ: [18992, 80],
  SYS5V: [5000, 600],
} as const;
const RAILS = Object.keys(KNOWN);
type Product = (known: readonly [number, number]) => number;
const product: Product = ([millivolts, milliamperes]) => (millivolts * milliamperes) / 1e6;
/** NVIDIA's driver cuts off below a milliwatt (devices.md A2). */
const wholeMilliwatts: Product = ([millivolts, milliamperes]) => Math.floor((millivolts * milliamperes) / 1e3) / 1e3;
const sumOf = (watts: Product): number => Object.values(KNOWN).reduce((sum, known) => sum + watts(known), 0);

const RUN = ["run", "-q", "--probe", "jetson-ina", "--rate", "20"];
const BUS_0 = ["--set", "emu_ina3221.bus=0"];

const steady: Scenario = { args: RUN, command: lasting(4) };
const silent = (from: number, to: number): Scenario => ({
  args: RUN,
  command: lasting(to + 1),
  after: [
    [from, `${EMULATED}/nack`, "2"],
    [to, `${EMULATED}/nack`, "0"],
  ],
});
/** Both chips go, and come back in the other order: each under the number that was the other's. */
const swapped = (driver: string, seconds: number): Scenario => ({
  args: RUN,
  command: lasting(seconds),
  after: [
    [1, `/sys/bus/i2c/drivers/${driver}/unbind`, "0-0040"],
    [1.2, `/sys/bus/i2c/drivers/${driver}/unbind`, "0-0041"],
    [2, `/sys/bus/i2c/drivers/${driver}/bind`, "0-0041"],
    [2.2, `/sys/bus/i2c/drivers/${driver}/bind`, "0-0040"],
  ],
});
const gone = (driver: string): Scenario => ({
  args: RUN,
  command: lasting(4, 7),
  after: [[2, `/sys/bus/i2c/drivers/${driver}/unbind`, "0-0041"]],
});

const hwmon = once(() =>
  inBench(
    {
      asNobody: { args: ["probes"], asNobody: true },
      steady,
      silent: silent(1, 3),
      slow: {
        args: ["run", "-q", "--probe", "jetson-ina", "--rate", "200"],
        command: lasting(4),
        before: [
          [`${DEVICES}/0-0040/hwmon/hwmon0/samples`, "16"],
          [`${DEVICES}/0-0041/hwmon/hwmon1/samples`, "16"],
        ],
        afterwards: [
          [`${DEVICES}/0-0040/hwmon/hwmon0/samples`, "1"],
          [`${DEVICES}/0-0041/hwmon/hwmon1/samples`, "1"],
        ],
      },
      off: {
        args: RUN,
        command: lasting(2),
        before: [[`${DEVICES}/0-0040/hwmon/hwmon0/in2_enable`, "0"]],
        after: [[1, `${DEVICES}/0-0041/hwmon/hwmon1/in1_enable`, "0"]],
        afterwards: [
          [`${DEVICES}/0-0040/hwmon/hwmon0/in2_enable`, "1"],
          [`${DEVICES}/0-0041/hwmon/hwmon1/in1_enable`, "1"],
        ],
      },
      swapped: swapped("ina3221", 6),
      gone: gone("ina3221"),
    },
    BUS_0,
  ),
);

const iio = once(() =>
  inBench({ steady, silent: silent(1, 5), swapped: swapped("ina3221x", 8), gone: gone("ina3221x") }, [
    ...["--layout", "iio"],
    ...BUS_0,
  ]),
);

describe.each([
  { layout: "hwmon", played: hwmon, watts: product },
  { layout: "iio", played: iio, watts: wholeMilliwatts },
])("the chips in the $layout layout", ({ played, watts }) => {
  test.each(Object.entries(KNOWN))("%s has the power its registers hold", async (rail, known) => {
    const { steady } = await played();
    const { energyJ, meanPowerW, point } = railOf(steady, rail);
    expect(point).toBe("regulator-input");
    expect(meanPowerW?.value).toBeCloseTo(watts(known), 6);
    expect(energyJ?.value).toBeCloseTo(watts(known) * commandWindow(steady).durationS, 3);
    expect(Math.abs((meanPowerW?.value ?? 0) - product(known))).toBeLessThan(meanPowerW?.U95 ?? 0);
  });

  test("the module's total is the sum of the six rails of its board", async () => {
    const { steady } = await played();
    const [total] = commandWindow(steady).totals;
    expect(total?.parts.toSorted()).toEqual(RAILS.toSorted());
    expect(total?.meanPowerW?.value).toBeCloseTo(sumOf(watts), 6);
    expect(steady.status).toBe(0);
  });

  test("a chip that stops answering for a while is a gap with the kernel's reason; the other chip goes on", async () => {
    const { silent } = await played();
    expectGap(silent, "CV", { reason: "ENXIO", watts: watts(KNOWN.CV) });
    expect(railOf(silent, "CV").coverage).toBeLessThan(0.8);
    expect(railOf(silent, "GPU").coverage).toBeGreaterThan(0.95);
    expect(railOf(silent, "GPU").meanPowerW?.value).toBeCloseTo(watts(KNOWN.GPU), 6);
    expect(gapsOf(silent, "GPU")).toEqual([]);
    expectNoQuietTotal(silent);
  });

  test("drivers that are unbound and bound again under each other's number are found again", async () => {
    const { swapped } = await played();
    for (const [rail, known] of Object.entries(KNOWN))
      expectGap(swapped, rail, { reason: "ENODEV", watts: watts(known) });
    expect(railOf(swapped, "GPU").coverage).toBeGreaterThan(0.5);
    expect(railOf(swapped, "CV").coverage).toBeGreaterThan(0.5);
    expectNoQuietTotal(swapped);
  });

  test("a chip that goes for good costs neither the command nor the other chip anything", async () => {
    const { gone } = await played();
    expect(gone.status).toBe(7);
    expectGap(gone, "SYS5V", { reason: "ENODEV", watts: watts(KNOWN.SYS5V) });
    expect(railOf(gone, "SYS5V").coverage).toBeLessThan(0.8);
    expect(railOf(gone, "GPU").energyJ?.value).toBeCloseTo(watts(KNOWN.GPU) * commandWindow(gone).durationS, 3);
    expectNoQuietTotal(gone);
  });
});

/** Nothing but true values, and bounds instead of a number: no upper one where the dark lasted, since nobody knows what the rail did in it. */
function expectGap(outcome: Outcome, id: string, { reason, watts }: { reason: string; watts: number }): void {
  const { energyJ, energyIntervalJ, meanPowerW, minW, maxW } = railOf(outcome, id);
  expect(gapsOf(outcome, id).join()).toContain(reason);
  expect([energyJ, meanPowerW]).toEqual([null, null]);
  expect(minW).toBeCloseTo(watts, 6);
  expect(maxW).toBeCloseTo(watts, 6);
  const truth = watts * commandWindow(outcome).durationS;
  expect(energyIntervalJ?.low).toBeLessThan(truth);
  expect(energyIntervalJ?.high ?? Number.POSITIVE_INFINITY).toBeGreaterThan(truth);
}

function expectNoQuietTotal(outcome: Outcome): void {
  expect(commandWindow(outcome).totals.map(({ energyJ, meanPowerW }) => [energyJ, meanPowerW])).toEqual([[null, null]]);
  expect(outcome.result?.quality.verdict).not.toBe("good");
}

test("everybody may read the chips", async () =>
  expect((await hwmon()).asNobody.stdout).toMatch(/^jetson-ina +found/m));

describe("a rail that is switched off", () => {
  test("before the run has no data, and no total is claimed without it", async () => {
    const { off } = await hwmon();
    expect(railsOf(off)).toEqual(RAILS.filter((rail) => rail !== "CPU"));
    expect(commandWindow(off).totals).toEqual([]);
    expect(codesOf(off)).toEqual(expect.arrayContaining(["rail-disabled", "total-incomplete"]));
  });

  test("during the run is a gap from there on", async () =>
    expectGap((await hwmon()).off, "CV", { reason: "ENODATA", watts: product(KNOWN.CV) }));
});

describe("an instrument slower than asked is read at its own pace, and that is said", () => {
  test("by the number of averages that the driver states", async () => {
    const { slow } = await hwmon();
    expect(codesOf(slow)).toContain("slow-instrument");
    // 16 samples of three channels at 2.2 ms are 106 ms: some 40 in 4 s, not the 800 asked for.
    expect(railOf(slow, "GPU").samples).toBeLessThan(60);
    expect(railOf(slow, "GPU").samples).toBeGreaterThan(20);
    expect(railOf(slow, "GPU").meanPowerW?.value).toBeCloseTo(product(KNOWN.GPU), 6);
  });

  test("by what the older driver is known to do", async () => {
    const { steady } = await iio();
    expect(codesOf(steady)).toEqual(expect.arrayContaining(["slow-instrument", "lagged-sensor"]));
    // 422 ms: some 10 in 4 s, not the 80 asked for
    expect(railOf(steady, "GPU").samples).toBeLessThan(15);
  });
});
