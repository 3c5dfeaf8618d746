import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardUncertainty } from "../core/uncertainty.js";
import { averaging, errorSource, grid, measureRail, measureWave, powerRail, SECOND, span } from "./testing/fixture.js";

const busy = (from: number, to: number) => (s: number) => (s >= from && s <= to ? 250 : 80);

describe("a step of 2 s between 80 and 250 W, sampled every 100 ms (vector 7)", () => {
  const results = Array.from({ length: 100 }, (_, k) =>
    measureWave(busy(5, 7), { rail: powerRail(), at: grid(0.001 * k + 1e-6, 0.1, 120), span: span(5, 7) }),
  );
  it("is exact by clamping, at every phase", () => {
    for (const { energy } of results) expect(Math.abs((energy?.value ?? 0) / 500 - 1)).toBeLessThan(1e-9);
  });
  it("is bracketed by the interpolated figure, which is 1.13 % low on average", () => {
    const brackets = results.map(({ energy }) => (energy?.sources.get("meter/window edges/w") ?? 0) * Math.sqrt(12));
    expect(brackets.reduce((a, b) => a + b, 0) / brackets.length / 500).toBeCloseTo(0.01133, 4);
  });
});

describe("closed-form waveforms", () => {
  const at = grid(0.003, 0.01, 3000);
  const rail = powerRail({ period: 0.01 });
  it("finds a constant", () => {
    const found = measureWave(() => 42, { rail, at, span: span(1.2345, 11.9876) });
    expect(found.energy?.value).toBeCloseTo(42 * 10.7531, 9);
    expect(found.meanPower?.value).toBeCloseTo(42, 12);
    expect(found).toMatchObject({ minW: 42, maxW: 42, coverage: 1, flags: [] });
    expect(found.maxGapS).toBeCloseTo(0.01, 9);
  });
  it("finds a ramp, whose edges the bracket covers", () => {
    const { energy } = measureWave((s) => 10 + 3 * s, { rail, at, span: span(2, 12) });
    const truth = 10 * 10 + (3 * (144 - 4)) / 2;
    expect(Math.abs((energy?.value ?? 0) - truth)).toBeLessThan(3 * 0.01 ** 2);
    expect(energy?.value).not.toBe(truth);
  });
  it("finds a sine to the error of the trapezoid and its edges", () => {
    const { energy } = measureWave((s) => 100 + 20 * Math.sin(2 * Math.PI * s), { rail, at, span: span(3, 13) });
    expect(energy?.value).toBeCloseTo(1000, 1);
  });
  it("finds a square wave whose edges fall between samples", () => {
    const { energy } = measureWave((s) => ((s * 2) % 1 < 0.5 ? 200 : 50), { rail, at, span: span(3, 13) });
    expect(energy?.value).toBeCloseTo(1250, -1);
  });
  it("uses the actual instants of irregular samples", () => {
    const irregular = at.map((t, k) => t + 3e6 * Math.sin(k * k));
    const { energy } = measureWave((s) => 10 + 3 * s, { rail, at: irregular, span: span(2, 12) });
    expect(energy?.value).toBeCloseTo(10 * 10 + (3 * 140) / 2, 2);
  });
  it("multiplies the columns of a rail, each with its scale", () => {
    const columns = [
      { name: "V", quantity: "voltage", unit: "mV", scale: 1e-3 },
      { name: "I", quantity: "current", unit: "mA", scale: 1e-3 },
    ] as const;
    const [found] = measureRail({
      rail: powerRail({ columns, period: 0.01 }),
      at,
      columns: [at.map(() => 5000), at.map(() => 2000)],
      spans: [span(1, 2)],
    });
    expect(found?.energy?.value).toBeCloseTo(10, 9);
  });
});

describe("samples that are means", () => {
  /** Mean of a wave's step function over the width before each instant. */
  const mean = (wave: (from: number, to: number) => number, width: number) => (s: number) => wave(s - width, s) / width;
  const stepEnergy = (from: number, to: number) => (a: number, b: number) =>
    80 * (b - a) + 170 * Math.max(0, Math.min(b, to) - Math.max(a, from));

  it("as wide as their spacing, they hold backward: exact where the load is steady across the edges", () => {
    const wave = mean(stepEnergy(5.05, 7.05), 0.1);
    const { energy } = measureWave(wave, {
      rail: powerRail(averaging("boxcar", 0.1)),
      at: grid(0, 0.1, 120),
      span: span(4, 8),
    });
    expect(energy?.value).toBeCloseTo(80 * 4 + 170 * 2, 9);
  });
  it("weights the two mixed bins by overlap, flags them, and covers the truth by twice u", () => {
    const at = grid(0.03, 0.1, 120);
    const found = measureWave(mean(stepEnergy(5, 7), 0.1), {
      rail: powerRail(averaging("boxcar", 0.1)),
      at,
      span: span(5, 7),
    });
    const error = (found.energy?.value ?? 0) - 500;
    expect(error).toBeCloseTo(-170 * 0.1 * 2 * 0.3 * 0.7, 6);
    expect(found.flags).toContain("edges-mixed");
    expect(2 * (found.energy ? standardUncertainty(found.energy) : 0)).toBeGreaterThan(Math.abs(error));
  });
  it("that make up the whole window say all of its energy, be it a single one", () => {
    const rail = powerRail({ period: 20, ...averaging("boxcar", 20), uncertainty: [errorSource("gain", 0.01)] });
    for (const count of [1, 2, 30]) {
      const at = grid(20, 20, count);
      const columns = [at.map((_, k) => 60 + 10 * (k % 2))];
      const [found] = measureRail({ rail, at, columns, spans: [span(0, 20 * count)] });
      const energy = 20 * (60 * Math.ceil(count / 2) + 70 * Math.floor(count / 2));
      expect(found?.energy?.value).toBeCloseTo(energy, 9);
      expect(found).toMatchObject({ samples: count, coverage: 1, flags: [], findings: [] });
      expect(found?.energy && standardUncertainty(found.energy)).toBeGreaterThanOrEqual(0.01 * energy * (1 - 1e-9));
    }
  });
  it.each([
    ["begins before it", [20], span(1, 20)],
    ["ends after it", [20], span(0, 19)],
    ["leaves its end open", [20], span(0, 21)],
    ["is missing in it", [20, 60], span(0, 60)],
  ])("where one %s, too few of them say too little", (_, ends, window) => {
    const rail = powerRail({ period: 20, ...averaging("boxcar", 20) });
    const [found] = measureRail({
      rail,
      at: ends.map((s) => s * SECOND),
      columns: [ends.map(() => 60)],
      spans: [window],
    });
    expect(found?.findings.length).toBeGreaterThan(0);
  });
  it("narrower than their spacing, they are samples of their middle", () => {
    const wave = (s: number) => 10 + 3 * (s - 0.0125);
    const rail = powerRail(averaging("boxcar", 0.025));
    const { energy } = measureWave(wave, { rail, at: grid(0.0125, 0.1, 300), span: span(2, 12) });
    expect(energy?.value).toBeCloseTo(100 + (3 * 140) / 2, 9);
  });
  it("wider than their spacing, they are taken one width apart: exact for a whole number of widths", () => {
    const wave = mean((a, b) => stepEnergy(5, 15)(a, b), 1);
    const found = measureWave(wave, {
      rail: powerRail(averaging("running-mean", 1)),
      at: grid(0, 0.1, 300),
      span: span(5, 15),
    });
    expect(found.energy?.value).toBeCloseTo(2500, 6);
    expect(found.samples).toBe(10);
  });
});

describe("one pass over chunks", () => {
  const value = fc.oneof(
    { weight: 8, arbitrary: fc.double({ min: 0, max: 300, noNaN: true }) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  const spacing = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0.08, max: 0.12, noNaN: true }) },
    { weight: 1, arbitrary: fc.double({ min: 0.2, max: 1, noNaN: true }) },
  );
  const recording = fc.array(fc.tuple(spacing, value), { minLength: 1, maxLength: 400 });
  const spans = fc.array(
    fc.tuple(fc.double({ min: -1, max: 40, noNaN: true }), fc.double({ min: 0.01, max: 30, noNaN: true })),
    { minLength: 1, maxLength: 5 },
  );
  const windows = fc.constantFrom(
    {},
    averaging("boxcar", 0.1),
    averaging("boxcar", 0.02),
    averaging("running-mean", 0.5),
  );

  it("gives the same for any chunking, with windows that overlap, nest and lie outside", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(recording, spans, windows, sizes, (samples, pairs, window, pieces) => {
        let now = 0;
        const at = samples.map(([step]) => {
          now += step * SECOND;
          return now;
        });
        const given = {
          rail: powerRail(window),
          at,
          columns: [samples.map(([, power]) => power)],
          spans: pairs.map(([from, length], k) => span(from, from + length, { key: `w${k}` })),
        };
        const whole = measureRail(given);
        const pieced = measureRail({ ...given, sizes: pieces });
        for (const [k, one] of whole.entries()) {
          const other = pieced[k];
          expect(other).toMatchObject({ samples: one.samples, flags: one.flags, minW: one.minW, maxW: one.maxW });
          expect(other?.coverage).toBeCloseTo(one.coverage, 12);
          expect(other?.energy === null).toBe(one.energy === null);
          if (one.energy === null || !other?.energy) continue;
          const scale = Math.abs(one.energy.value) + 1e-300;
          expect(Math.abs(other.energy.value - one.energy.value) / scale).toBeLessThan(1e-12);
          expect(Math.abs(standardUncertainty(other.energy) - standardUncertainty(one.energy)) / scale).toBeLessThan(
            1e-9,
          );
        }
      }),
    );
  });

  it("takes long gap-free runs the fast way to the same energy as sample by sample", () => {
    const at = grid(0, 0.001, 20_000);
    const powers = at.map((_, k) => 100 + 50 * Math.sin(k / 30) + (k % 7));
    const trapezoid = powers.slice(1).reduce((sum, p, k) => sum + ((p + (powers[k] ?? 0)) / 2) * 0.001, 0);
    const [found] = measureRail({
      rail: powerRail({ period: 0.001 }),
      at,
      columns: [powers],
      spans: [span(0, 19.999)],
    });
    expect(Math.abs((found?.energy?.value ?? 0) / trapezoid - 1)).toBeLessThan(1e-12);
    expect(found).toMatchObject({ samples: 20_000, minW: Math.min(...powers), maxW: Math.max(...powers) });
  });
});
