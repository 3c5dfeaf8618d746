import { describe, expect, test } from "vitest";
import { codesOf, commandWindow, inBench, lasting, railOf } from "./bench.js";

const EMULATED = "/sys/module/emu_rapl/parameters";
const RUN = ["run", "-q", "--probe", "rapl"];
/** The watts at which the emulated counters advance. */
const POWER = [
  ["package0_mw", "45000"],
  ["core0_mw", "30000"],
  ["uncore0_mw", "2000"],
  ["dram0_mw", "6000"],
  ["package1_mw", "50000"],
  ["core1_mw", "33000"],
  ["uncore1_mw", "2500"],
  ["dram1_mw", "7000"],
].map(([name, value]) => [`${EMULATED}/${name}`, value ?? ""] as const);
const near = (watts: number) => [watts * 0.995, watts * 1.005] as const;
const expectWatts = (value: number | undefined, watts: number) => {
  const [low, high] = near(watts);
  expect(value).toBeGreaterThan(low);
  expect(value).toBeLessThan(high);
};

describe("two packages with memory, a platform counter and a duplicate", () => {
  const outcome = inBench({ args: RUN, command: lasting(3), before: POWER });

  test.each([
    ["package-0", 45],
    ["package-0/core", 30],
    ["package-0/dram", 6],
    ["package-1", 50],
    ["package-1/dram", 7],
  ])("%s advances at %d W", (rail, watts) => expectWatts(railOf(outcome, rail).meanPowerW?.value, watts));

  test("the total is packages and memory, each once", () => {
    const [total] = commandWindow(outcome).totals;
    expectWatts(total?.meanPowerW?.value, 45 + 6 + 50 + 7);
    expect(total?.parts.toSorted()).toEqual(["package-0", "package-0/dram", "package-1", "package-1/dram"]);
    expect(total?.point).toBe("die-model");
  });

  test("what the registers hold lies within the stated uncertainty", () => {
    const { meanPowerW } = railOf(outcome, "package-0");
    expect(Math.abs((meanPowerW?.value ?? 0) - 45)).toBeLessThan(meanPowerW?.U95 ?? 0);
  });
});

test("counters that start again several times in a window lose nothing", () => {
  const outcome = inBench({ args: RUN, command: lasting(4), before: [...POWER, [`${EMULATED}/range_uj`, "20000000"]] });
  expectWatts(railOf(outcome, "package-0").meanPowerW?.value, 45);
  expectWatts(railOf(outcome, "package-1").meanPowerW?.value, 50);
});

test("a failed read is a gap, never a wrap; the counter tells what happened meanwhile", () => {
  const outcome = inBench({
    args: RUN,
    command: lasting(4),
    before: POWER,
    after: [
      [1, `${EMULATED}/fail`, "1023"],
      [1.5, `${EMULATED}/fail`, "0"],
    ],
  });
  const rail = railOf(outcome, "package-0");
  expect(JSON.stringify(outcome.result?.quality.findings)).toContain("EINVAL");
  const mean = rail.meanPowerW?.value ?? (rail.energyIntervalJ?.low ?? 0) / commandWindow(outcome).durationS;
  expect(mean).toBeLessThan(46);
  expect(mean).toBeGreaterThan(35);
});

describe("a user who may not read the counters", () => {
  test("is told what to paste", () => {
    const { status, stderr } = inBench({ args: RUN, command: lasting(1), asNobody: true });
    expect(status).toBe(121);
    expect(stderr).toContain("udev");
    expect(stderr).not.toContain("    at ");
  });

  test("gets an estimate by default, and is told why", () => {
    const outcome = inBench({ args: ["run"], command: lasting(1), asNobody: true }, ["--layout", "none"]);
    expect(outcome.status).toBe(0);
    expect(codesOf(outcome)).toEqual(expect.arrayContaining(["no-permission", "estimate-only"]));
    expect(outcome.stderr).toContain("ESTIMATE");
  });

  test("sees it in the list of probes", () => {
    const { stdout } = inBench({ args: ["probes"], asNobody: true });
    expect(stdout).toMatch(/rapl +no permission/);
    expect(stdout).toMatch(/jetson-ina +found/);
  });
});
