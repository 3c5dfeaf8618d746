import { beforeAll, describe, expect, test } from "vitest";
import {
  codesOf,
  commandWindow,
  hasSharedBench,
  inSharedBench,
  lasting,
  type Outcome,
  railOf,
  railsOf,
} from "./bench.js";

/**
 * What that bench's registers hold without a waveform, in steps of 40 uV and 8 mV; its chips have no device tree, hence
 * the driver's own shunt of 10 mohm: 4 mA a step.
 */
const CHIPS = {
  "0040/ch1": [100, 2400],
  "0040/ch2": [50, 630],
  "0040/ch3": [25, 413],
  "0041/ch1": [200, 1500],
  "0041/ch2": [10, 413],
  "0041/ch3": [5, 225],
} as const;
const wattsOf = ([shunt, bus]: readonly [number, number]): number => (shunt * 4e-3 * (bus * 8)) / 1000;
const ZONES = { "package-0": 45, "package-0/core": 30, "package-0/dram": 6 };

const WORDS = hasSharedBench
  ? "the bench outside the project: unlabelled chips, and counters"
  : "the bench outside the project (skipped: no shared bench)";

describe.skipIf(!hasSharedBench)(WORDS, () => {
  let played: Outcome;
  beforeAll(async () => {
    const { steady } = await inSharedBench({
      steady: {
        args: ["run", "-q", "--probe", "jetson-ina", "--probe", "rapl", "--rate", "20"],
        command: lasting(4),
        before: [["/sys/module/labi2c/parameters/period_ms", "0"]],
      },
    });
    played = steady;
  });

  test.each(Object.entries(CHIPS))("the rail at %s has the power its registers hold", (place, registers) => {
    const id = railsOf(played).find((rail) => rail.endsWith(`-${place}`)) ?? place;
    const { energyJ, meanPowerW } = railOf(played, id);
    expect(meanPowerW?.value).toBeCloseTo(wattsOf(registers), 6);
    expect(energyJ?.value).toBeCloseTo(wattsOf(registers) * commandWindow(played).durationS, 3);
    expect(meanPowerW?.U95).toBeGreaterThan(0);
  });

  test("no total is claimed for a board nobody knows, and that is said", () => {
    expect(commandWindow(played).totals.filter(({ probe }) => probe === "jetson-ina")).toEqual([]);
    expect(codesOf(played)).toContain("unknown-board");
    expect(played.status).toBe(0);
  });

  test.each(Object.entries(ZONES))("%s advances at %d W", (rail, watts) => {
    const { meanPowerW } = railOf(played, rail);
    expect(Math.abs((meanPowerW?.value ?? 0) / watts - 1)).toBeLessThan(0.005);
  });

  test("package and memory are the total of the counters", () => {
    const [total] = commandWindow(played).totals;
    expect(total?.parts.toSorted()).toEqual(["package-0", "package-0/dram"]);
    expect(Math.abs((total?.meanPowerW?.value ?? 0) / 51 - 1)).toBeLessThan(0.005);
  });
});
