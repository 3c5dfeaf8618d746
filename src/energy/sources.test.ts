import { describe, expect, it } from "vitest";
import type { Correction } from "../core/correction.js";
import { MeasurementError } from "../core/error.js";
import { divide, standardUncertainty } from "../core/uncertainty.js";
import { identity } from "../correct/identity.js";
import { measureWindows } from "./measure.js";
import { chunked, errorSource, grid, measureRail, powerRail, SECOND, span } from "./testing/fixture.js";
import { totalEnergy } from "./total.js";

const at = grid(0.003, 0.01, 3000);
const rail = powerRail({ period: 0.01 });
const one = (given: Partial<Parameters<typeof measureRail>[0]>) => {
  const [found] = measureRail({ rail, at, columns: [at.map(() => 60)], spans: [span(5, 15)], ...given });
  if (found?.energy == null || found.meanPower === null) throw new Error("no number");
  return { ...found, energy: found.energy, meanPower: found.meanPower };
};

describe("error sources of the rail's table", () => {
  it("gain and offset stay whole however many samples there are", () => {
    const uncertainty = [errorSource("gain", 0.005), errorSource("offset", 0.2)];
    const { meanPower, energy } = one({ rail: { ...rail, uncertainty } });
    expect([...meanPower.sources]).toEqual([
      ["meter/VDD/gain", expect.closeTo(0.3, 12)],
      ["meter/VDD/offset", expect.closeTo(0.2, 12)],
    ]);
    expect(standardUncertainty(energy)).toBeCloseTo(10 * Math.hypot(0.3, 0.2), 9);
  });
  it("turns limits into standard uncertainties by their distribution", () => {
    const uncertainty = [
      errorSource("offset", 1, { id: "a", distribution: "rectangular" }),
      errorSource("offset", 1, { id: "b", distribution: "triangular" }),
    ];
    const { meanPower } = one({ rail: { ...rail, uncertainty } });
    expect(meanPower.sources.get("meter/VDD/a")).toBeCloseTo(1 / Math.sqrt(3), 12);
    expect(meanPower.sources.get("meter/VDD/b")).toBeCloseTo(1 / Math.sqrt(6), 12);
  });
  it("an offset of the current acts times the mean voltage, and the other way round", () => {
    const columns = [
      { name: "V", quantity: "voltage", unit: "mV", scale: 1e-3 },
      { name: "I", quantity: "current", unit: "mA", scale: 1e-3 },
    ] as const;
    const uncertainty = [
      errorSource("offset", 0.01, { id: "I", of: "current" }),
      errorSource("offset", 0.02, { id: "V", of: "voltage" }),
    ];
    const { meanPower } = one({
      rail: { ...rail, columns, uncertainty },
      columns: [at.map(() => 5000), at.map(() => 2000)],
    });
    expect(meanPower.sources.get("meter/VDD/I")).toBeCloseTo(0.05, 12);
    expect(meanPower.sources.get("meter/VDD/V")).toBeCloseTo(0.04, 12);
  });
  it("an idle rail of no current has an uncertainty all the same: that of its offsets", () => {
    const columns = [
      { name: "VDD.voltage", quantity: "voltage", unit: "V", scale: 1 },
      { name: "VDD.current", quantity: "current", unit: "A", scale: 1 },
    ] as const;
    const uncertainty = [
      errorSource("gain", 0.01, { id: "shunt", of: "current" }),
      errorSource("gain", 0.01, { id: "bus", of: "voltage" }),
      errorSource("offset", 0.002, { id: "zero", of: "current" }),
    ];
    const { meanPower } = one({
      rail: { ...rail, columns, uncertainty },
      columns: [at.map(() => 5), at.map(() => 0)],
    });
    expect(meanPower.value).toBe(0);
    expect(standardUncertainty(meanPower)).toBeCloseTo(0.01, 12);
  });
  it("a resolution step stays whole without noise and goes into the noise with it", () => {
    const uncertainty = [errorSource("resolution", 1, { id: "step" })];
    const still = one({ rail: { ...rail, uncertainty } }).meanPower;
    expect(still.sources.get("meter/VDD/step/w")).toBeCloseTo(1 / Math.sqrt(12), 12);
    const dithered = one({
      rail: { ...rail, uncertainty },
      columns: [at.map((_, k) => 60 + ((k * 7919) % 4))],
    }).meanPower;
    expect(dithered.sources.has("meter/VDD/step/w")).toBe(false);
  });
  it("a shared gain cancels in the ratio of two windows, rounding does not", () => {
    const uncertainty = [errorSource("gain", 0.01, { shared: "bench meter" })];
    const columns = [at.map((t) => (t < 10 * SECOND ? 60 : 20))];
    const [a, b] = measureRail({
      rail: { ...rail, uncertainty },
      at,
      columns,
      spans: [span(1, 9, { key: "a" }), span(11, 19, { key: "b" })],
    });
    if (!a?.meanPower || !b?.meanPower) throw new Error("no number");
    expect([...a.meanPower.sources.keys()]).toEqual(["bench meter"]);
    expect(standardUncertainty(divide(a.meanPower, b.meanPower))).toBeLessThan(1e-15);
  });
  it("noise shrinks with the number of samples and carries its degrees of freedom", () => {
    const columns = [at.map((_, k) => 60 + Math.sin(k * k * 12.9898) * 2)];
    const { meanPower } = one({ columns });
    expect(standardUncertainty(meanPower)).toBeGreaterThan(0.02);
    expect(standardUncertainty(meanPower)).toBeLessThan(0.09);
    expect(Math.max(...meanPower.dof.values())).toBeLessThan(24);
  });
});

describe("a correction", () => {
  /** Loses 10 % and 1 W, with an uncertainty of .5 W: not a real curve. */
  const curve: Correction = {
    ...identity("regulator-output"),
    curve: "bench",
    from: "regulator-output",
    to: "regulator-input",
    quality: "bench-curve",
    apply: ({ length, powerW }) => {
      for (let i = 0; i < length; i++) powerW[i] = (powerW[i] ?? Number.NaN) / 0.9 + 1;
    },
    at: ({ powerW }) => powerW / 0.9 + 1,
    slopes: () => ({ powerW: 1 / 0.9, currentA: Number.NaN, voltageV: Number.NaN }),
    errors: () => ({ sources: [["curve bench", 0.5]], shapes: [], dof: [], strained: false }),
  };
  it("converts each sample, adds its own sources and scales those of the rail by its slope", () => {
    const uncertainty = [errorSource("offset", 0.09)];
    const { energy, meanPower, correction } = one({ rail: { ...rail, uncertainty }, correction: curve });
    expect(energy.value).toBeCloseTo(10 * (60 / 0.9 + 1), 9);
    expect(meanPower.sources.get("meter/VDD/offset")).toBeCloseTo(0.1, 9);
    expect(energy.sources.get("curve bench")).toBeCloseTo(5, 12);
    expect(correction).toEqual({
      curve: "bench",
      from: "regulator-output",
      to: "regulator-input",
      quality: "bench-curve",
    });
  });
});

describe("totals", () => {
  const two = (more: { uncertainty?: typeof rail.uncertainty; point?: "wall" } = {}) => [
    { ...rail, uncertainty: more.uncertainty ?? [] },
    { ...powerRail({ id: "SOC", period: 0.01 }), uncertainty: more.uncertainty ?? [], point: more.point ?? rail.point },
  ];
  const total = { name: "module", parts: ["VDD", "SOC"], scope: "module" };
  const measure = (rails: ReturnType<typeof two>, columns: readonly (readonly number[])[]) =>
    measureWindows(
      { probe: "meter", rails, spans: [span(5, 15)], spacing: 0.01, correctionOf: ({ point }) => identity(point) },
      chunked(at, columns),
    )[0] ?? [];
  const constant = [at.map(() => 60), at.map(() => 40)];

  it("sum their parts: one meter's gain linearly, separate ones in quadrature", () => {
    const shared = totalEnergy(
      total,
      measure(two({ uncertainty: [errorSource("gain", 0.01, { shared: "m" })] }), constant),
    );
    expect(shared.energy?.value).toBeCloseTo(1000, 9);
    expect(shared.energy && standardUncertainty(shared.energy)).toBeCloseTo(10, 9);
    const apart = totalEnergy(total, measure(two({ uncertainty: [errorSource("gain", 0.01)] }), constant));
    expect(apart.energy && standardUncertainty(apart.energy)).toBeCloseTo(10 * Math.hypot(0.6, 0.4), 9);
  });
  it("know that fluctuations which the rails pass to each other are none of the sum", () => {
    const swing = at.map((_, k) => Math.sin(k * k * 12.9898) * 5);
    const rails = measure(two(), [swing.map((x) => 60 + x), swing.map((x) => 40 - x)]);
    const { meanPower } = totalEnergy(total, rails);
    expect(rails[0]?.meanPower && standardUncertainty(rails[0].meanPower)).toBeGreaterThan(0.01);
    expect(meanPower && standardUncertainty(meanPower)).toBeLessThan(1e-9);
  });
  it("are null with bounds when a part has only bounds, and null without when one has nothing", () => {
    const holed = at.map((t) => (t > 10 * SECOND && t < 13 * SECOND ? Number.NaN : 40));
    const bounded = totalEnergy(total, measure(two(), [at.map(() => 60), holed]));
    expect(bounded.energy).toBeNull();
    expect(bounded.interval).toMatchObject({ low: expect.closeTo(879.6, 6), high: null });
    const nothing = totalEnergy(total, measure(two(), [at.map(() => 60), at.map(() => Number.NaN)]));
    expect(nothing).toMatchObject({ energy: null, coverage: 0 });
    expect(nothing.interval).toBeUndefined();
  });
  it("refuse parts at different points, naming both", () => {
    const rails = measure(two({ point: "wall" }), constant);
    expect(() => totalEnergy(total, rails)).toThrow(MeasurementError);
    expect(() => totalEnergy(total, rails)).toThrow(/VDD is measured at regulator-input and SOC at wall/);
  });
});
