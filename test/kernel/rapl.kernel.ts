import { describe, expect, test } from "vitest";
import { codesOf, commandWindow, gapsOf, inBench, lasting, once, railOf, railsOf, type Setting } from "./bench.js";

const EMULATED = "/sys/module/emu_rapl/parameters";
const RUN = ["run", "-q", "--probe", "rapl"];
const set = (parameter: string, value: number): Setting => [`${EMULATED}/${parameter}`, String(value)];
/** The watts at which the emulated counters advance. */
const WATTS = {
  "package-0": 45,
  "package-0/core": 30,
  "package-0/uncore": 2,
  "package-0/dram": 6,
  "package-1": 50,
  "package-1/core": 33,
  "package-1/uncore": 2.5,
  "package-1/dram": 7,
  psys: 115,
} as const;
const RAILS = Object.entries(WATTS);
const parameterOf = (rail: string): string =>
  rail
    .replace(/^package-(\d)\/(.*)$/, "$2$1_mw")
    .replace(/^package-(\d)$/, "package$1_mw")
    .replace("psys", "psys_mw");
const POWER = RAILS.map(([rail, watts]) => set(parameterOf(rail), watts * 1000));
const RANGE_UJ = 262143328850;

const played = once(() =>
  inBench(
    {
      steady: { args: RUN, command: lasting(3), before: POWER },
      // the real range, 20 J before its end
      wrapped: { args: RUN, command: lasting(3), before: [set("preset_uj", RANGE_UJ - 20e6)] },
      wrappedOften: {
        args: RUN,
        command: lasting(5),
        before: [set("range_uj", 60e6)],
        afterwards: [set("range_uj", RANGE_UJ)],
      },
      setBack: {
        args: RUN,
        command: lasting(4),
        before: [set("preset_uj", 100e9)],
        after: [[2, ...set("preset_uj", 0)]],
      },
      failing: {
        args: RUN,
        command: lasting(4),
        after: [
          [1, ...set("fail", 1023)],
          [1.5, ...set("fail", 0)],
        ],
      },
      denied: { args: RUN, command: lasting(1), asNobody: true },
      deniedByDefault: { args: ["run"], command: lasting(1), asNobody: true },
      deniedProbes: { args: ["probes"], asNobody: true },
    },
    ["--layout", "none"],
  ),
);
type Scene = keyof Awaited<ReturnType<typeof played>>;

/** A counter's step is a millisecond, and its edges lie between samples: half a percent is ample in three seconds. */
function expectWatts(value: number | undefined, watts: number): void {
  expect(value).toBeGreaterThan(watts * 0.995);
  expect(value).toBeLessThan(watts * 1.005);
}

async function expectTruth(scene: Scene, rails = RAILS): Promise<void> {
  const outcome = (await played())[scene];
  for (const [rail, watts] of rails) expectWatts(railOf(outcome, rail).meanPowerW?.value, watts);
}

describe("two packages with memory, a platform counter and a duplicate", () => {
  test.each(RAILS)("%s advances at %d W, within the stated uncertainty", async (rail, watts) => {
    const { meanPowerW, point } = railOf((await played()).steady, rail);
    expectWatts(meanPowerW?.value, watts);
    expect(Math.abs((meanPowerW?.value ?? 0) - watts)).toBeLessThan(meanPowerW?.U95 ?? 0);
    expect(point).toBe("die-model");
  });

  test("every counter is there once", async () =>
    expect(railsOf((await played()).steady).toSorted()).toEqual(Object.keys(WATTS).toSorted()));

  test("the total is packages and memory, each once", async () => {
    const { totals } = commandWindow((await played()).steady);
    expect(totals.map(({ parts }) => parts.toSorted())).toEqual([
      ["package-0", "package-0/dram", "package-1", "package-1/dram"],
    ]);
    expectWatts(totals[0]?.meanPowerW?.value, 45 + 6 + 50 + 7);
  });
});

describe("a counter that starts again", () => {
  test("at the end of its range loses nothing", async () => {
    await expectTruth("wrapped");
    expect(gapsOf((await played()).wrapped, "package-0")).toEqual([]);
  });

  // 60 J: three times in 5 s. A package's plausible power tells wraps apart even where a busy computer misses ticks.
  test("several times in a window loses nothing", () =>
    expectTruth(
      "wrappedOften",
      RAILS.filter(([rail]) => /^package-.$/.test(rail)),
    ));

  test("at no end of its range is a gap, never a wrap: an interval, which has the truth inside", async () => {
    const { setBack } = await played();
    const { maxW, energyJ, energyIntervalJ } = railOf(setBack, "package-0");
    const truth = WATTS["package-0"] * commandWindow(setBack).durationS;
    expect(codesOf(setBack)).toContain("counter-reset");
    expect(energyJ).toBeNull();
    expect(energyIntervalJ?.low).toBeLessThan(truth);
    expect(energyIntervalJ?.high).toBeGreaterThan(truth);
    expect(maxW).toBeLessThan(2 * WATTS["package-0"]);
  });
});

test("a failed read is a gap with the kernel's reason, never a wrap; the counter tells what happened meanwhile", async () => {
  const { failing } = await played();
  expect(gapsOf(failing, "package-0").join()).toContain("EINVAL");
  expect(railOf(failing, "package-0").maxGapS).toBeGreaterThan(0.4);
  await expectTruth("failing");
});

describe("a user who may not read the counters", () => {
  test("is told what to paste", async () => {
    const { status, stderr } = (await played()).denied;
    expect(stderr).toContain("udev");
    expect(stderr).toContain("EACCES");
    expect(status).toBe(121);
    expect(stderr).not.toContain("    at ");
  });

  test("gets an estimate by default, and is told why", async () => {
    const { deniedByDefault } = await played();
    expect(deniedByDefault.status).toBe(0);
    expect(codesOf(deniedByDefault)).toEqual(expect.arrayContaining(["no-permission", "estimate-only"]));
    expect(deniedByDefault.stderr).toContain("ESTIMATE");
  });

  test("sees it in the list of probes", async () =>
    expect((await played()).deniedProbes.stdout).toMatch(/^rapl +no permission/m));
});
