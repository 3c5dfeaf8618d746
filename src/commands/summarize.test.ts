import { describe, expect, it } from "vitest";
import type { OperatingColumns } from "../core/correction.js";
import type { Rail } from "../core/rail.js";
import { resultSchema } from "../core/result-schema.js";
import { correctionOf as curvesOf } from "../correct/compose.js";
import { identity } from "../correct/identity.js";
import { lossCurve } from "../correct/testing/curves.js";
import { averaging, errorSource } from "../energy/testing/fixture.js";
import { summarize } from "./summarize.js";
import { codes, constant, execution, marks, ns, rail, recording } from "./testing/recording.js";

describe("summarize", () => {
  it("gives energy and mean power of rails and totals, valid by the schema", () => {
    const result = summarize(recording({ watts: constant }));
    expect(resultSchema.parse(result)).toEqual(result);
    const [window] = result.windows;
    expect(window).toMatchObject({ name: "command", source: "command", fromNs: String(ns(10.0005)), durationS: 10 });
    expect(window?.rails.map(({ rail, energyJ }) => [rail, energyJ?.value])).toEqual([
      ["GPU", expect.closeTo(400, 9)],
      ["CPU", expect.closeTo(200, 9)],
    ]);
    expect(window?.totals[0]?.energyJ?.value).toBeCloseTo(600, 9);
    expect(window?.totals[0]?.meanPowerW?.u).toBeCloseTo(Math.hypot(0.4, 0.2), 3);
    expect(window?.rails[0]?.budget[0]).toEqual({
      source: "meter/GPU/gain",
      u: expect.closeTo(4, 9),
      share: expect.any(Number),
    });
    expect(result.quality).toEqual({ verdict: "good", findings: [] });
    expect(result).not.toHaveProperty("runs");
  });

  it("puts the command first, then marks in the order of their begin, then phases", () => {
    const list = [
      ...marks("idle-before", 1, 9, "phase"),
      ...marks("late", 15, 19, "fd"),
      ...marks("early", 11, 18, "fd"),
      ...marks("idle-after", 21, 29, "phase"),
    ];
    const { windows } = summarize(recording({ watts: constant, marks: list }));
    expect(windows.map(({ name }) => name)).toEqual(["command", "early", "late", "idle-before", "idle-after"]);
    expect(windows[1]?.totals[0]?.energyJ?.value).toBeCloseTo(7 * 60, 9);
    expect(windows[1]).not.toHaveProperty("work");
  });
});

describe("work", () => {
  const work = { count: 1200, unit: "img" };
  it("is N/E for each total: the relative uncertainty is that of the energy", () => {
    const [window] = summarize(recording({ watts: constant, manifest: { work } })).windows;
    const [efficiency] = window?.work?.efficiency ?? [];
    expect(efficiency).toMatchObject({ of: "module", value: expect.closeTo(2, 9), unit: "img/s/W", estimate: false });
    const energy = window?.totals[0]?.energyJ;
    expect((efficiency?.u ?? 0) / 2).toBeCloseTo((energy?.u ?? 1) / 600, 12);
    expect(window?.work?.rate.value).toBeCloseTo(120, 9);
    expect(window?.work?.rate.u).toBeCloseTo((120 * Math.SQRT2 * 0.0001) / Math.sqrt(3) / 10, 9);
  });
  it("is given for outermost rails where no total is declared, and prefers the count of the output", () => {
    const rails = [rail("IN"), rail("GPU", { partOf: "IN" })];
    const executions = [execution(0, 10.0005, 20.0005, { work: 800 })];
    const [window] = summarize(
      recording({ watts: constant, rails, totals: [], executions, manifest: { work } }),
    ).windows;
    expect(window?.work?.efficiency.map(({ of, value }) => [of, value])).toEqual([["IN", expect.closeTo(2, 9)]]);
  });
  it("is never divided by an energy that is not known", () => {
    const dead = (s: number, k: number) => (s > 12 ? Number.NaN : constant(s, k));
    const [window] = summarize(recording({ watts: dead, manifest: { work } })).windows;
    expect(window?.work?.efficiency).toEqual([]);
    expect(window?.work?.rate.value).toBeCloseTo(120, 9);
  });
});

describe("idle baselines", () => {
  const watts = (s: number, k: number) => (k === 0 ? (s < 10 ? 10 : s < 20.0005 ? 40 : 12) : 5);
  const idles = [...marks("idle-before", 1, 9, "phase"), ...marks("idle-after", 21, 29, "phase")];
  it("give the energy above idle, with half their difference as a source", () => {
    const [window] = summarize(recording({ watts, marks: idles })).windows;
    const [dynamic] = window?.dynamic ?? [];
    expect(dynamic?.idlePowerW.value).toBeCloseTo(16, 9);
    expect(dynamic?.dynamicEnergyJ.value).toBeCloseTo(450 - 160, 9);
    expect(dynamic?.idleShare).toBeCloseTo(160 / 450, 9);
    const gains = Math.hypot(0.01 * (400 - 110), 0.01 * (50 - 50));
    expect(dynamic?.dynamicEnergyJ.u).toBeCloseTo(Math.hypot(gains, 10), 1);
  });
  it("warn when only one side is there: the drift is not known", () => {
    const result = summarize(recording({ watts, marks: idles.slice(0, 2) }));
    expect(result.windows[0]?.dynamic?.[0]?.idlePowerW.value).toBeCloseTo(15, 9);
    expect(codes(result)).toEqual(["idle-one-sided degraded"]);
  });
  it("are not made up where there are none", () => {
    expect(summarize(recording({ watts })).windows[0]).not.toHaveProperty("dynamic");
  });
});

describe("repeats", () => {
  const boxcar = averaging("boxcar", 0.01);
  const executions = [
    execution(0, 1.0005, 3.0005, { warmup: true }),
    execution(1, 10.0005, 20.0005),
    execution(2, 25.0005, 35.0005),
    execution(3, 40.0005, 50.0005),
  ];
  const watts = (s: number, k: number) => (k === 1 ? 20 : s < 4 ? 500 : s < 22 ? 40 : s < 37 ? 41 : 42);
  const result = summarize(recording({ watts, executions, manifest: { work: { count: 1230, unit: "img" } } }));
  const statistic = (what: string) => result.statistics?.find((one) => one.what === what);

  it("leave warm-ups out and give every run", () => {
    expect(result.runs?.map(({ index }) => index)).toEqual([1, 2, 3]);
    expect(result.runs?.map(({ windows }) => windows[0]?.totals[0]?.energyJ?.value)).toEqual(
      [600, 610, 620].map((energy) => expect.closeTo(energy, 6)),
    );
    expect(result.windows).toEqual(result.runs?.[0]?.windows);
  });
  it("combine Student's t on run means with the gain that the runs share", () => {
    const energy = statistic("energyJ");
    expect(energy).toMatchObject({ of: "module", runs: 3, mean: expect.closeTo(610, 6), sd: expect.closeTo(10, 6) });
    const typeA = 10 / Math.sqrt(3);
    const typeB = Math.hypot(4.1, 2);
    expect(energy?.u).toBeCloseTo(Math.hypot(typeA, typeB), 3);
    expect((energy?.U95 ?? 0) / (energy?.u ?? 1)).toBeGreaterThan(2.2);
  });
  it("take efficiency run by run and average it", () => {
    const mean = (1230 / 600 + 1230 / 610 + 1230 / 620) / 3;
    expect(statistic("efficiency")?.mean).toBeCloseTo(mean, 9);
    expect(statistic("durationS")).toMatchObject({ of: "command", mean: expect.closeTo(10, 9) });
    expect(statistic("rate")?.mean).toBeCloseTo(123, 9);
  });
  it("keep what comes back in every run and so is not in their scatter: rounding, and what averaging hides", () => {
    const step = errorSource("resolution", 2);
    const rails = [rail("GPU", { ...boxcar, point: "regulator-output", uncertainty: [step] })];
    const square = (s: number) => (Math.round(s * 100) % 2 === 0 ? 10 : 70);
    const correctionOf = (probe: string, one: Rail) => curvesOf([lossCurve()], one, { probe });
    const curved = summarize(recording({ watts: square, rails, totals: [], executions }), { correctionOf });
    const rounded = summarize(recording({ watts: constant, rails, totals: [], executions }));
    const uOf = (of: typeof curved, source: string) =>
      of.statistics?.find(({ what }) => what === "meanPowerW")?.budget.find((line) => line.source === source)?.u;
    expect(uOf(curved, "bench/averaging/command")).toBeCloseTo((9e-4 * 3600) / 4 / Math.sqrt(3), 9);
    expect(uOf(rounded, "meter/GPU/resolution/command")).toBeCloseTo(2 / Math.sqrt(12), 9);
  });
  it("report warm-ups, and say so, when the run never came to more", () => {
    const only = summarize(recording({ watts, executions: executions.slice(0, 1) }));
    expect(only.windows[0]?.totals[0]?.meanPowerW?.value).toBeCloseTo(520, 6);
    expect(codes(only)).toEqual(["warmups-only degraded"]);
  });
});

describe("points", () => {
  it("of a total must be one: the error names both", () => {
    const rails = [rail("GPU"), rail("CPU", { point: "die-model" })];
    expect(() => summarize(recording({ watts: constant, rails }))).toThrow(
      /GPU is measured at regulator-input and CPU at die-model/,
    );
  });
  it("mark an estimate in every number that comes of it", () => {
    const rails = [rail("model", { point: "estimate" })];
    const totals = [{ name: "all", parts: ["model"], scope: "cpu" }];
    const [window] = summarize(
      recording({ watts: constant, rails, totals, manifest: { work: { count: 1, unit: "x" } } }),
    ).windows;
    expect(window?.rails[0]?.estimate).toBe(true);
    expect(window?.totals[0]?.estimate).toBe(true);
    expect(window?.work?.efficiency[0]?.estimate).toBe(true);
  });
  it("follow the correction", () => {
    const correctionOf = (_: string, { point }: Rail) => ({
      ...identity(point),
      curve: "bench",
      to: "wall" as const,
      apply: ({ length, powerW }: OperatingColumns) => {
        for (let i = 0; i < length; i++) powerW[i] = (powerW[i] ?? Number.NaN) * 2;
      },
    });
    const [window] = summarize(recording({ watts: constant }), { correctionOf }).windows;
    expect(window?.totals[0]).toMatchObject({ point: "wall", energyJ: { value: expect.closeTo(1200, 6) } });
    expect(window?.rails[0]?.correction).toEqual({ curve: "bench", from: "regulator-input", to: "wall" });
  });
});
