import { expect, test } from "vitest";
import { type Characterization, characterizationSchema } from "../../src/core/characterization-schema.js";
import { inBench, type Outcome, once } from "./bench.js";

const CHARACTERIZE = ["characterize", "jetson-ina", "--load", "none", "--no-store", "--duration", "20", "--json", "-"];
const CONVERSION_S = 0.4;
/** Chips that convert every 400 ms, and currents that swing: the driver reads old values again in between. */
const SLOW = [
  ...["--layout", "hwmon", "--set", "emu_ina3221.bus=0"],
  ...["--set", "emu_ina3221.wave=3", "--set", "emu_ina3221.wave_ms=9000"],
  ...["--set", "emu_ina3221.shunt_swing=60,60,60,60,60,60"],
  ...["--set", `emu_ina3221.hold_us=${CONVERSION_S * 1e6}`],
];

const slow = once(() => inBench({ found: { args: CHARACTERIZE } }, SLOW));

const characterizationOf = ({ status, stdout, stderr }: Outcome): Characterization => {
  expect(status, stderr).toBe(0);
  return characterizationSchema.parse(JSON.parse(stdout));
};

test("finds the period in which chips convert, behind the kernel's own driver", async () => {
  const { rails } = characterizationOf((await slow()).found);
  expect(rails).toHaveLength(6);
  for (const { rail, periodS, duplicates } of rails) {
    expect(periodS, rail).toBeGreaterThan(0.99 * CONVERSION_S);
    expect(periodS, rail).toBeLessThan(1.01 * CONVERSION_S);
    expect(duplicates, rail).toBeGreaterThan(0.5);
  }
});

test("finds the step of the chip's current, 8 mA, in the power", async () => {
  const { rails } = characterizationOf((await slow()).found);
  const gpu = rails.find(({ rail }) => rail === "GPU");
  expect(gpu?.resolution).toBeCloseTo(0.008 * 19, 3);
});

test("says that without a load neither window nor delay can be told", async () => {
  const { load, rails } = characterizationOf((await slow()).found);
  expect(load).toBeNull();
  for (const { kind, delayS, unknown } of rails) {
    expect(kind).toBeNull();
    expect(delayS).toBeNull();
    expect(unknown).not.toEqual([]);
  }
});
