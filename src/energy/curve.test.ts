import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Curve } from "../core/curve.js";
import { monteCarlo } from "../core/monte-carlo.js";
import type { Rail } from "../core/rail.js";
import { budget, divide, standardUncertainty } from "../core/uncertainty.js";
import { correctionOf } from "../correct/compose.js";
import { etaCurve, gainCurve, lossCurve, phasesCurve, tableCurve, twoColumns } from "../correct/testing/curves.js";
import type { RailEnergy, Span } from "./span.js";
import { averaging, counterRail, errorSource, grid, measureRail, powerRail, span } from "./testing/fixture.js";

const at = grid(0.003, 0.01, 3000);
const base = powerRail({ period: 0.01, point: "regulator-output" });

interface Case {
  readonly rail?: Partial<Rail>;
  /** Watts, or amperes at one volt. */
  readonly load: (s: number) => number;
  readonly window?: Partial<Span>;
  readonly allowExtrapolation?: boolean;
  readonly kind?: "power" | "columns";
}

/** One window of ten seconds through curves. */
function through(
  curves: readonly Curve[],
  { rail, load, window, allowExtrapolation, kind = "columns" }: Case,
): RailEnergy {
  const one = { ...base, ...(kind === "columns" && twoColumns), ...rail };
  const loads = at.map((t) => load(t / 1e9));
  const columns = kind === "columns" ? [loads.map(() => 1), loads] : [loads];
  const correction = correctionOf(curves, one, { probe: "meter", ...(allowExtrapolation && { allowExtrapolation }) });
  const [found] = measureRail({ rail: one, at, columns, spans: [span(5, 15, window)], correction });
  if (found === undefined) throw new Error("no result");
  return found;
}

function numbers(curves: readonly Curve[], given: Case) {
  const { energy, meanPower, ...seen } = through(curves, given);
  if (energy === null || meanPower === null) throw new Error(`no number: ${seen.flags.join(", ")}`);
  return { energy, meanPower, ...seen };
}
/** Between two levels every other sample. */
const square = (low: number, high: number) => (s: number) => (Math.round(s * 100) % 2 === 0 ? high : low);
const squareOf40 = square(10, 70);
const source = ({ sources }: { readonly sources: ReadonlyMap<string, number> }, id: string) => sources.get(id);

describe("samples through a curve", () => {
  it("go one by one, not by their mean (vector 3)", () => {
    expect(numbers([lossCurve()], { load: squareOf40 }).meanPower.value).toBeCloseTo(44.65, 1);
  });
  it("are the same with a stated voltage in place of a measured one", () => {
    const [measured, stated] = [lossCurve(), lossCurve()].map((curve, k) =>
      numbers([curve], { load: squareOf40, kind: k === 0 ? "columns" : "power" }),
    );
    expect(stated?.energy.value).toBeCloseTo(measured?.energy.value ?? 0, 9);
  });
  it("come back by the inverse", () => {
    const load = (s: number) => lossInput(20 + 10 * Math.sin(s));
    const rail = { point: "regulator-input" as const };
    const down = numbers([lossCurve()], { load, rail, kind: "power" });
    expect(down.correction).toMatchObject({ from: "regulator-input", to: "regulator-output", quality: "assumed" });
    const plain = numbers([], { load: (s) => 20 + 10 * Math.sin(s), kind: "power" });
    expect(down.energy.value / plain.energy.value).toBeCloseTo(1, 12);
  });
  it("leave gaps as gaps", () => {
    const holed = through([lossCurve()], { load: (s) => (s > 8 && s < 12 ? Number.NaN : 20) });
    expect(holed.energy).toBeNull();
    expect(holed.interval).toMatchObject({ low: expect.closeTo(6 * 21.86, -1), high: null });
  });
});

const lossInput = (amperes: number) => amperes + 0.6 + 0.045 * amperes + 9e-4 * amperes * amperes;

describe("the range of a curve", () => {
  const ranged = lossCurve({ range: { currentA: [10, 60] } });
  it("takes the number where one sample is outside, and says what, where and what to do", () => {
    const spike = (s: number) => (Math.abs(s - 7.003) < 0.004 ? 90 : 30);
    const { energy, meanPower, interval, minW, maxW, flags, findings } = through([ranged], { load: spike });
    expect([energy, meanPower, interval, minW, maxW]).toEqual([null, null, undefined, null, null]);
    expect(flags).toEqual(["outside-curve"]);
    expect(findings).toMatchObject([{ code: "outside-curve", severity: "invalid", rail: "VDD" }]);
    expect(findings[0]?.message).toContain(
      "current at regulator-output reached 90 A; the curve bench holds from 10 to 60 A",
    );
    expect(findings[0]?.remedy).not.toContain("--allow-extrapolation");
  });
  it("up to 10 % beyond is refused too, unless it is allowed: then flagged, with three times the curve's u", () => {
    const load = (s: number) => (s < 10 ? 62 : 58);
    expect(through([ranged], { load }).energy).toBeNull();
    expect(through([ranged], { load }).findings[0]?.remedy).toContain("--allow-extrapolation");
    const allowed = numbers([ranged], { load, allowExtrapolation: true });
    expect(allowed.flags).toEqual(["extrapolated"]);
    expect(allowed.findings).toMatchObject([{ code: "extrapolated", severity: "degraded" }]);
    const inside = numbers([lossCurve()], { load });
    expect(allowed.energy.value).toBe(inside.energy.value);
    const id = "bench/fit[0]";
    expect((source(allowed.energy, id) ?? 0) / (source(inside.energy, id) ?? 1)).toBeCloseTo(3, 12);
    expect(through([ranged], { load: () => 67, allowExtrapolation: true }).energy).toBeNull();
  });
  it("is that of what the sensor was corrected to", () => {
    const doubled = gainCurve({ of: "current", gain: 2, offset: 0 });
    expect(through([doubled, ranged], { load: () => 29 }).energy).not.toBeNull();
    expect(through([doubled, ranged], { load: () => 31 }).flags).toContain("outside-curve");
  });
  it("backwards ends at the loss without load: no negative power, allowed or not", () => {
    const rail = { point: "regulator-input" as const };
    const { energy, findings } = through([lossCurve({ range: undefined })], {
      load: () => 0.59,
      rail,
      kind: "power",
      allowExtrapolation: true,
    });
    expect(energy).toBeNull();
    expect(findings[0]?.message).toContain("takes 0.6 W without load");
  });
  it("of a table are its rows", () => {
    expect(through([tableCurve()], { load: () => 30, kind: "power" }).energy).not.toBeNull();
    expect(through([tableCurve()], { load: () => 0.5, kind: "power" }).flags).toContain("outside-curve");
  });
  it("of a constant efficiency without one is everywhere", () => {
    expect(through([etaCurve()], { load: () => 4000, kind: "power" }).energy).not.toBeNull();
  });
});

describe("errors through a curve", () => {
  const uncertainty = [
    errorSource("offset", 0.02, { id: "I", of: "current" }),
    errorSource("offset", 0.01, { id: "V", of: "voltage" }),
    errorSource("gain", 0.01, { id: "shunt", of: "current" }),
  ];
  it("of current and voltage have each their own slope (measurement.md 1.5)", () => {
    const { meanPower } = numbers([lossCurve()], { load: () => 20, rail: { uncertainty } });
    const slope = 1 + 0.045 + 2 * 9e-4 * 20;
    expect(source(meanPower, "meter/VDD/I")).toBeCloseTo(0.02 * slope, 9);
    expect(source(meanPower, "meter/VDD/V")).toBeCloseTo(0.01 * 20, 9);
    expect(source(meanPower, "meter/VDD/shunt")).toBeCloseTo(0.01 * 20 * slope, 9);
  });
  const of = (measures: string, id: string) => ({ measured: { date: "2026-01-02", instruments: [{ measures, id }] } });
  it("are inside a curve that was fitted to this very sensor, rounding is not", () => {
    const step = errorSource("resolution", 0.5, { id: "step", of: "current" });
    const rail = { uncertainty: [...uncertainty, step] };
    const given = { load: () => 20, rail };
    const own = numbers([lossCurve({ regression: "predictive", ...of("output", "meter/VDD, a shunt") })], given);
    expect([...own.meanPower.sources.keys()].filter((id) => id.startsWith("meter/VDD/"))).toEqual(["meter/VDD/step/w"]);
    expect(own.flags).toEqual([]);
    const other = numbers([lossCurve({ regression: "predictive", ...of("output", "bench/R1") })], given);
    expect(source(other.meanPower, "meter/VDD/shunt")).toBeGreaterThan(0.1);
    expect(other.flags).toEqual(["other-sensor"]);
  });
  it("of a sensor's gain and offset replace its own of that quantity only", () => {
    const curve = gainCurve({ of: "current", ...of("sensor", "meter/VDD") });
    const { meanPower } = numbers([curve], { load: () => 20, rail: { uncertainty } });
    const own = [...meanPower.sources.keys()];
    expect(own).toContain("meter/VDD/V");
    expect(own).not.toContain("meter/VDD/shunt");
    expect(source(meanPower, "sensor/fit[0]")).toBeCloseTo(0.001 * 19.9 - 1.02 * 0.001, 6);
  });
  it("of the curve follow the square of the load, not the square of its mean", () => {
    const third = [0, 0, 0].map((_, i) => [0, 0, 0].map((__, j) => (i === 2 && j === 2 ? 1e-8 : 0)));
    const { meanPower } = numbers([lossCurve({}, { covariance: third })], { load: squareOf40 });
    expect(source(meanPower, "bench/fit[2]")).toBeCloseTo(1e-4 * 2500, 3);
  });
  it("of an efficiency cancel between two windows, and are 8.7 % for the whitepaper's", () => {
    const [one, two] = ["a", "b"].map((key) => numbers([etaCurve()], { load: () => 50, window: { key } }).energy);
    if (one === undefined || two === undefined) throw new Error("no result");
    expect(one.value).toBeCloseTo(500 / 0.8, 6);
    expect(standardUncertainty(one) / one.value).toBeCloseTo(0.0866, 4);
    expect(standardUncertainty(divide(one, two))).toBeLessThan(1e-12);
    expect(one.shapes.get("flat/eta")).toBe("rectangular");
  });
  it("of an efficiency are exact in the model: P/eta at either end of its interval", () => {
    const { energy } = numbers([etaCurve()], { load: () => 50 });
    const model = energy.model?.(() => 0);
    expect(model?.(Float64Array.of(Math.sqrt(3)))).toBeCloseTo(500 / 0.92, 6);
    expect(model?.(Float64Array.of(-Math.sqrt(3)))).toBeCloseTo(500 / 0.68, 6);
  });
  const byDraws = ({ meanPower }: ReturnType<typeof numbers>) =>
    [monteCarlo(meanPower, { draws: 20_000 }).u, standardUncertainty(meanPower)] as const;
  it("of a sensor beside an efficiency are drawn with it", () => {
    const sensor = gainCurve({ gain: 1, offset: 0, uReferenceGain: 0.1 });
    const [drawn, linear] = byDraws(numbers([sensor, etaCurve({ eta: 0.8, u: 0.01 })], { load: () => 50 }));
    expect(drawn / linear).toBeCloseTo(1, 1);
  });
  it("of a change of mode, and of averaging, are drawn with the inverse of a polynomial", () => {
    const rail = { point: "regulator-input" as const };
    const [drawn, linear] = byDraws(numbers([phasesCurve()], { load: () => 22.5, rail, kind: "power" }));
    expect(drawn / linear).toBeCloseTo(1, 1);
    const averaged = { ...rail, ...averaging("boxcar", 0.01) };
    const [scatter, u] = byDraws(numbers([lossCurve()], { load: square(12, 80), rail: averaged, kind: "power" }));
    expect(scatter / u).toBeCloseTo(1, 1);
  });
  it("never get smaller by one more source", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1, noNaN: true }), (uModelW) => {
        const u = (curve: Curve) => standardUncertainty(numbers([curve], { load: () => 20 }).energy);
        expect(u(lossCurve({}, { uModelW }))).toBeGreaterThan(u(lossCurve()));
      }),
      { numRuns: 5 },
    );
  });
});

describe("a sensor that averages", () => {
  const boxcar = averaging("boxcar", 0.01);
  const bound = (9e-4 * 60 * 60) / 4 / Math.sqrt(3);
  it("may hide c (Imax - Imin)^2 / 4 (measurement.md 1.6)", () => {
    const { meanPower } = numbers([lossCurve()], { load: squareOf40, rail: boxcar });
    expect(source(meanPower, "bench/averaging/w")).toBeCloseTo(bound, 9);
    expect(meanPower.shapes.get("bench/averaging/w")).toBe("rectangular");
  });
  it("hides nothing of a load whose passes are longer than it averages, or from a constant efficiency", () => {
    const slow = numbers([lossCurve()], { load: squareOf40, rail: boxcar, window: { loadPeriod: 0.02 } });
    expect(source(slow.meanPower, "bench/averaging/w")).toBeUndefined();
    const fast = numbers([lossCurve()], { load: squareOf40, rail: boxcar, window: { loadPeriod: 0.005 } });
    expect(source(fast.meanPower, "bench/averaging/w")).toBeCloseTo(bound, 9);
    const flat = numbers([etaCurve()], { load: squareOf40, rail: boxcar });
    expect([...flat.meanPower.sources.keys()].filter((id) => id.includes("averaging"))).toEqual([]);
  });
  it("as a counter does hides what its blocks differ by, and says that its mean was corrected", () => {
    const rail = counterRail({ id: "VDD", point: "regulator-output", period: 0.01 });
    const correction = correctionOf([lossCurve()], rail, { probe: "meter" });
    const count = (level: (s: number) => number) => {
      let joules = 0;
      return at.map((t) => {
        joules += level(t / 1e9) * 0.01;
        return Math.round(joules * 1e6);
      });
    };
    const measure = (level: (s: number) => number) =>
      measureRail({ rail, at, columns: [count(level)], spans: [span(5, 15)], correction, spacing: 0.01 })[0];
    const steady = measure(() => 40);
    expect(steady?.meanPower?.value).toBeCloseTo(lossInput(40), 3);
    expect(steady?.flags).toEqual(["corrected-mean"]);
    const stepped = measure((s) => (s < 10 ? 10 : 70));
    const hidden = (44.65 - 43.84) / Math.sqrt(3);
    expect(stepped?.meanPower && source(stepped.meanPower, "bench/averaging/w")).toBeCloseTo(hidden, 1);
    expect(stepped?.energy && budget(stepped.energy)[0]?.source).toBe("bench/averaging/w");
  });
});
