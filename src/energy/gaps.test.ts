import { describe, expect, it } from "vitest";
import { standardUncertainty } from "../core/uncertainty.js";
import { grid, measureWave, powerRail, SECOND, span } from "./testing/fixture.js";

const rail = powerRail({ period: 0.01 });
const at = grid(0.003, 0.01, 7000);
/** The wave with no samples in the spans given. */
const without =
  (wave: (s: number) => number, ...holes: readonly (readonly [number, number])[]) =>
  (s: number) =>
    holes.some(([from, to]) => s > from && s < to) ? Number.NaN : wave(s);
const noisy = (s: number) => 100 + 3 * Math.sin(1e4 * s * s);
const ramp = (s: number) => 10 + 3 * s;
const codes = (found: { findings: readonly { code: string; severity: string }[] }) =>
  found.findings.map(({ code, severity }) => `${code} ${severity}`);

describe("gaps (measurement.md 4.3)", () => {
  it("up to three periods are interpolated silently", () => {
    const found = measureWave(without(ramp, [10, 10.02]), { rail, at, span: span(5, 15) });
    expect(found.energy?.value).toBeCloseTo(10 * 10 + (3 * 200) / 2, 2);
    expect(found.flags).toEqual([]);
  });
  it("up to a second and 5 % of the window are interpolated, flagged and paid for", () => {
    const found = measureWave(without(ramp, [30, 30.9]), { rail, at, span: span(5, 65) });
    expect(found.energy?.value).toBeCloseTo(10 * 60 + (3 * (65 ** 2 - 25)) / 2, 1);
    expect(found.flags).toEqual(["gap-bridged"]);
    const gap = found.maxGapS;
    expect(gap).toBeCloseTo(0.91, 9);
    const expected = (3 * gap * gap) / Math.sqrt(12) + ((3 * 0.01) / Math.SQRT2) * gap;
    expect(found.energy?.sources.get("meter/VDD/bridged gaps/w")).toBeCloseTo(expected, 6);
  });
  it("longer ones are left out and scaled over when the load is stationary", () => {
    const found = measureWave(without(noisy, [30, 31.5]), { rail, at, span: span(5, 65) });
    expect(found.energy?.value).toBeCloseTo(6000, -1);
    expect(codes(found)).toEqual(["gap-scaled degraded"]);
    expect(found.energy?.sources.get("meter/VDD/scaled gaps/w")).toBeGreaterThan(1);
  });
  it("longer ones give bounds and no number when it is not", () => {
    const found = measureWave(without(ramp, [30, 31.5]), { rail, at, span: span(5, 65) });
    const truth = 10 * 60 + (3 * (65 ** 2 - 25)) / 2;
    expect(found.energy).toBeNull();
    expect(found.meanPower).toBeNull();
    expect(codes(found)).toEqual(["gap-open invalid"]);
    expect(found.interval?.low).toBeLessThan(truth);
    expect(found.interval?.high).toBeNull();
  });
  it("long ones are bounded from above by what the rail can carry at all, where that is known", () => {
    const limited = { ...rail, plausiblePower: 300 };
    const found = measureWave(without(ramp, [30, 31.5]), { rail: limited, at, span: span(5, 65) });
    const truth = 10 * 60 + (3 * (65 ** 2 - 25)) / 2;
    expect(found.interval?.low).toBeLessThan(truth);
    expect(found.interval?.high).toBeGreaterThan(truth);
    expect((found.interval?.high ?? 0) - (found.interval?.low ?? 0)).toBeCloseTo(1.51 * 300, -1);
  });
  it("an instrument that dies before the load rises does not bound it by what it saw", () => {
    const step = (t: number) => (t < 30 ? 10 : 100);
    const found = measureWave(without(step, [20, 70]), { rail, at, span: span(5, 65) });
    expect(found.interval?.low).toBeLessThan(10 * 15 + 1);
    expect(found.interval?.high).toBeNull();
    expect(codes(found)).toEqual(["coverage-low invalid"]);
  });
  it("below 95 % coverage give bounds and no number, stationary or not", () => {
    const found = measureWave(without(noisy, [30, 34]), { rail, at, span: span(5, 65) });
    expect(found.energy).toBeNull();
    expect(codes(found)).toEqual(["coverage-low invalid"]);
    expect(found.coverage).toBeCloseTo(1 - (4.01 - 0.015) / 60, 4);
    expect(found.interval?.low).toBeLessThan(6000);
    expect(found.interval?.high).toBeNull();
  });
  it("count where many short ones add up", () => {
    const every = at.filter((_, k) => k % 4 === 0);
    const found = measureWave(noisy, { rail, at: every, span: span(5, 65) });
    expect(found.coverage).toBeCloseTo(1 - 0.025 / 0.04, 2);
    expect(found.energy).toBeNull();
  });
  it("at the edges count as well: samples that end early are not held to the end", () => {
    const ended = at.filter((t) => t < 60 * SECOND);
    const found = measureWave(noisy, { rail, at: ended, span: span(5, 65) });
    expect(found.energy).toBeNull();
    expect(found.coverage).toBeCloseTo(55 / 60, 2);
    const nearly = measureWave(ramp, { rail, at: ended, span: span(5, 62) });
    expect(nearly.energy).toBeNull();
    expect(nearly.flags).toEqual(["gap-open"]);
  });
  it("are judged by the actual spacing when an instrument was read more slowly than it could be", () => {
    const every = at.filter((_, k) => k % 4 === 0);
    const found = measureWave(noisy, { rail, at: every, span: span(5, 65), spacing: 0.04 });
    expect(found).toMatchObject({ coverage: 1, flags: [] });
  });
});

describe("windows too short for the instrument", () => {
  it("with fewer than two samples give nothing", () => {
    for (const [to, samples] of [
      [5.002, 0],
      [5.008, 1],
    ] as const) {
      const found = measureWave(noisy, { rail, at, span: span(5, to) });
      expect(found).toMatchObject({ energy: null, samples, flags: ["no-samples"] });
      expect(found.interval).toBeUndefined();
      expect(codes(found)).toEqual(["no-samples invalid"]);
    }
  });
  it("outside the recording give nothing, and not zero", () => {
    const found = measureWave(noisy, { rail, at, span: span(100, 110) });
    expect(found).toMatchObject({ energy: null, minW: null, maxW: null, coverage: 0, flags: ["no-samples"] });
  });
  it("with fewer than five samples are flagged", () => {
    const found = measureWave(() => 100, { rail, at, span: span(5, 5.04) });
    expect(found.energy?.value).toBeCloseTo(4, 9);
    expect(codes(found)).toEqual(["window-too-short degraded"]);
    expect(found.findings[0]?.remedy).toContain("longer than 0.1 s");
  });
  it("are flagged when a step at the edges or their timing costs more than 5 %", () => {
    const step = (s: number) => (s > 5 && s < 5.055 ? 100 : 0);
    expect(measureWave(step, { rail, at, span: span(5, 5.055) }).flags).toContain("window-too-short");
    const loose = span(5, 6, { fromWithin: 0.1 });
    expect(measureWave(() => 100, { rail, at, span: loose }).flags).toContain("window-too-short");
    expect(measureWave(() => 100, { rail, at, span: span(5, 6, { fromWithin: 0.01 }) }).flags).toEqual([]);
  });

  it("between 1 and 5 % say how long they would have to be, and what limits them", () => {
    const step = (s: number) => (s >= 5 && s <= 7 ? 250 : 80);
    const at = grid(0.003, 0.1, 300);
    const rail = powerRail();
    // dP T / (3 P D) = 170 x .1 / (3 x 250 x 2)
    const { findings } = measureWave(step, { rail, at, span: span(5, 7) });
    const [note] = findings.filter(({ code }) => code === "window-short");
    expect(note).toMatchObject({ severity: "note" });
    expect(note?.message).toContain("leave 1.13 % to the energy, by samples 100 ms apart");
    expect(note?.remedy).toContain("For 1 % it has to last 2.27 s");
    expect(measureWave(() => 100, { rail, at, span: span(5, 7) }).flags).not.toContain("window-short");
    const loose = span(5, 7, { fromWithin: 0.05, toWithin: 0.05 });
    const { findings: timed } = measureWave(() => 100, { rail, at, span: loose });
    expect(timed.map(({ message }) => message).join()).toContain("how well its beginning and end are known");
  });
});

describe("the uncertainty of the edges' timing", () => {
  it("moves energy by the power and the mean by the step", () => {
    const wave = (s: number) => (s > 5 && s < 15 ? 250 : 80);
    const found = measureWave(wave, { rail, at, span: span(5, 15, { fromWithin: 0.02, toWithin: 0.01 }) });
    expect(found.energy?.sources.get("start of w")).toBeCloseTo((-250 * 0.02) / Math.sqrt(3), 9);
    expect(found.energy?.sources.get("end of w")).toBeCloseTo((250 * 0.01) / Math.sqrt(3), 9);
    expect(found.meanPower?.sources.get("start of w")).toBeCloseTo((170 * 0.02) / Math.sqrt(3) / 10, 9);
    expect(found.energy === null ? 0 : standardUncertainty(found.energy)).toBeGreaterThan(2.9);
  });
});
