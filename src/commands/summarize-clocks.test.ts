import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import type { RecordedProbe } from "../core/recording.js";
import { resultSchema } from "../core/result-schema.js";
import { summarize } from "./summarize.js";
import { execution, marks, ns, rail, recording } from "./testing/recording.js";

const SKEW = 37e-6;
const LEAST = 1e-3;
const RATE = 200;
/** The load: 100 W from 10 s to 20 s, else 20 W. */
const watts = (t: number) => (t >= 10 && t < 20 ? 100 : 20);

interface Told {
  readonly stamp?: (device: number) => number;
  readonly arrival?: (came: number, t: number) => number;
  /** Samples that never came. */
  readonly isLost?: (t: number) => boolean;
  readonly leastAtMost?: number;
  readonly clocks?: boolean;
  readonly seed?: number;
}

/** 30 s of a meter with a clock of its own, as it is recorded: samples where they were put live, by their arrival. */
function metered({ stamp = (x) => x, arrival = (came) => came, isLost = () => false, ...told }: Told) {
  const random = new Random(told.seed ?? 1);
  const times = Array.from({ length: 30 * RATE }, (_, k) => k / RATE).filter((t) => !isLost(t));
  let last = 0;
  const came = times.map(
    (t) => (last = Math.max(last + 1e-9, arrival(t + LEAST - 2e-3 * Math.log(1 - random.uniform()), t))),
  );
  const at = Float64Array.from(came, (c) => 1e9 * c);
  const columns = [
    Float64Array.from(times, watts),
    Float64Array.from(times, (t) => stamp(t / (1 + SKEW))),
    new Float64Array(times.length),
  ];
  const { clocks = true, leastAtMost } = told;
  const role = <Role extends string>(clock: Role) => (clocks ? { clock } : {});
  const probe: RecordedProbe = {
    name: "meter",
    device: "board",
    rails: [rail("IN", { period: 1 / RATE })],
    totals: [],
    settings: {},
    conditions: [
      { name: "own", quantity: "time", unit: "s", ...role("stamp") },
      {
        name: "late",
        quantity: "time",
        unit: "s",
        ...role("delay"),
        ...(leastAtMost !== undefined && { leastAtMost }),
      },
    ],
  };
  const given = recording({
    watts: () => 0,
    seconds: 30,
    executions: [execution(0, 10, 20, { fromWithin: 0, toWithin: 0 })],
    marks: [...marks("half", 12, 17, "fd"), ...marks("after", 22, 28, "phase")],
    manifest: { probes: [probe] },
  });
  return { ...given, samples: () => [{ length: at.length, at, columns }] };
}

const energies = (told: Told) =>
  summarize(metered(told)).windows.map(({ rails }) => rails[0]?.energyJ?.value ?? Number.NaN);
const clockOf = (told: Told) => summarize(metered(told)).clocks?.[0] ?? expect.fail("no clock");

describe("a meter with a clock of its own", () => {
  it("is put on the host's clock over the whole recording: skew, offset, uncertainties in the result", () => {
    const result = summarize(metered({}));
    expect(resultSchema.parse(result)).toEqual(result);
    const [clock] = result.clocks ?? [];
    expect(clock).toMatchObject({ probe: "meter", method: "lower-hull", stamps: 6000, leftOut: 0, segments: 1 });
    expect(Math.abs((clock?.skewPpm ?? 0) - 37)).toBeLessThan(2 * (clock?.uSkewPpm ?? 0));
    expect(clock?.uSkewPpm).toBeLessThan(5);
    expect(Math.abs((clock?.offsetS ?? 0) - LEAST)).toBeLessThan(2 * (clock?.uOffsetS ?? 0));
    expect(clock?.uOffsetS).toBeLessThan(1e-4);
    expect(result.quality.findings.map(({ code, severity }) => `${code} ${severity}`)).toEqual([
      "least-delay-unknown note",
    ]);
  });

  it("has a better energy by it than where its samples were put live", () => {
    // a computer that is slower to look, then faster, over seconds
    const busy: Told = { arrival: (_came, t) => t + LEAST + 0.02 * (1 + Math.sin(2 * t)) };
    const error = (told: Told) => Math.abs((energies({ ...busy, ...told })[0] ?? 0) - 1000);
    expect(error({})).toBeLessThan(0.2);
    expect(error({ clocks: false })).toBeGreaterThan(1);
  });

  it("shares the error of its clock over all windows, and that of the hidden delay where it is bounded", () => {
    const result = summarize(metered({ leastAtMost: 4e-3 }));
    const budgets = result.windows.map(({ rails }) => new Map(rails[0]?.budget.map(({ source, u }) => [source, u])));
    const [clock] = result.clocks ?? [];
    expect(clock?.uHiddenDelayS).toBeCloseTo(2e-3 / Math.sqrt(3), 12);
    // both edges of the command are steps of 80 W
    expect(budgets[0]?.get("meter/least delay")).toBeCloseTo((80 * 2e-3) / Math.sqrt(3), 6);
    expect(budgets[0]?.get("meter/clock")).toBeGreaterThan(0);
    expect(budgets[0]?.get("meter/clock")).toBeLessThanOrEqual(80 * (clock?.uOffsetS ?? 0) * 1.001);
    // inside the load, and after it, power is the same at both edges
    expect(budgets[1]?.get("meter/least delay") ?? 0).toBe(0);
    expect(result.quality.findings).toEqual([]);
  });

  it("that only answers within a bound is off by no more than what is stated, in 95 of 100 seeds and more", () => {
    const right = Array.from({ length: 100 }, (_, seed) => {
      const figure = summarize(metered({ seed, leastAtMost: 3e-3 })).windows[0]?.rails[0]?.energyJ;
      return Math.abs((figure?.value ?? 0) - 1000) <= (figure?.U95 ?? 0);
    });
    expect(right.filter(Boolean).length).toBeGreaterThanOrEqual(95);
  });
});

describe("a clock that is not what it was", () => {
  const half = (told: Told) => energies(told).map((value) => Number(value.toFixed(1)));
  const right = [1000, 500, 120];

  it.each([
    ["stepped back in the middle", { stamp: (x: number) => (x < 15 ? x : x - 3) }, { wentBack: 1 }],
    ["counter reset", { stamp: (x: number) => (x < 15 ? x : x - 15) }, { wentBack: 1 }],
    ["set ahead", { stamp: (x: number) => (x < 15 ? x : x + 1e6) }, { leaptAhead: 1 }],
    [
      "fell behind",
      { stamp: (x: number) => (x < 14 ? x : x - 0.05), isLost: (t: number) => t > 13.99 && t < 14.06 },
      { fellBehind: 1 },
    ],
  ] as const)("%s: named, in two segments, energies as they were", (_what, told, named) => {
    const clock = clockOf(told);
    expect(clock).toMatchObject({ segments: 2, ...named });
    expect(half(told)).toEqual(right);
    const { quality } = summarize(metered(told));
    expect(quality.findings).toContainEqual(
      expect.objectContaining({ code: "device-clock-restarted", severity: "note" }),
    );
  });

  it("a device that rebooted leaves a gap in the windows that contain it, and no other", () => {
    const told: Told = { stamp: (x) => (x < 23 ? x : x - 26), isLost: (t) => t > 23 && t < 26 };
    expect(clockOf(told)).toMatchObject({ segments: 2, wentBack: 1 });
    const [command, inside, after] = energies(told);
    expect([command, inside]).toEqual([expect.closeTo(1000, 0), expect.closeTo(500, 0)]);
    expect(after).toBeNaN();
  });

  it("held up for 10 s, and in bursts of 1,000: one segment, energies as they were", () => {
    const stalled: Told = { arrival: (came, t) => (t > 4 && t < 14 ? Math.max(came, 14.001) : came) };
    expect(clockOf(stalled)).toMatchObject({ segments: 1, longestPauseS: expect.closeTo(10, 1) });
    expect(half(stalled)).toEqual(right);
    const bursts: Told = { arrival: (_came, t) => 5 * Math.floor((t + 1e-6) / 5) + 5 - 1 / RATE + LEAST };
    expect(clockOf(bursts)).toMatchObject({ segments: 1 });
    expect(half(bursts)).toEqual(right);
  });

  it("that begins anew all the time is said to be no clock: samples stay where they were", () => {
    const result = summarize(metered({ stamp: (x) => -x }));
    expect(result).not.toHaveProperty("clocks");
    expect(result.quality.findings).toContainEqual(
      expect.objectContaining({ code: "device-clock-unmapped", severity: "degraded", probe: "meter" }),
    );
    const live = summarize(metered({ clocks: false })).windows[0]?.rails[0];
    expect(result.windows[0]?.rails[0]?.energyJ?.value).toBe(live?.energyJ?.value);
  });

  it("moves no window", () => {
    const { windows } = summarize(metered({ stamp: (x) => (x < 15 ? x : x - 3) }));
    expect(windows.map(({ name, fromNs, toNs }) => [name, fromNs, toNs])).toEqual([
      ["command", String(ns(10)), String(ns(20))],
      ["half", String(ns(12)), String(ns(17))],
      ["after", String(ns(22)), String(ns(28))],
    ]);
  });
});
