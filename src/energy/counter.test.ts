import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardUncertainty } from "../core/uncertainty.js";
import { counterRail, errorSource, type Given, grid, measureRail, SECOND, span } from "./testing/fixture.js";

const TURN = 262_143_328_850;
/** A counter of a wave's energy (J at an instant in s), updated every ms, in uJ, wrapping. */
const counts = (at: readonly number[], joules: (s: number) => number, turn = TURN) =>
  at.map((t) => Math.round(joules(Math.floor(t / 1e6) / 1e3) * 1e6) % turn);
const wrapping = counterRail({ counterRange: TURN * 1e-6, plausiblePower: 500 });
const measure = (given: Partial<Given> & Pick<Given, "at" | "columns">) => {
  const [found] = measureRail({ rail: wrapping, spans: [span(5, 15)], spacing: 0.05, ...given });
  if (found === undefined) throw new Error("no result");
  return found;
};

describe("a counter", () => {
  const at = grid(0.0123, 0.05, 400);
  it("gives the difference between its edges, scaled to the window", () => {
    const found = measure({ at, columns: [counts(at, (s) => 100 * s)] });
    expect(found.energy?.value).toBeCloseTo(1000, 0);
    expect(found.meanPower?.value).toBeCloseTo(100, 1);
    expect(found).toMatchObject({ flags: [], coverage: 1 });
    expect(found.energy?.sources.get("meter/package/update time/w")).toBeCloseTo(
      // Each edge is carried on with the 50 ms next to it: 12.3 ms at the start, 37.7 ms at the end.
      (100 * 0.001 * Math.hypot(1.246, 0.246, 1.754, 0.754)) / Math.sqrt(12),
      4,
    );
  });
  it("rounds twice, at both ends: its resolution is a triangular error", () => {
    const resolution = errorSource("resolution", 1e-3, { of: "energy", distribution: "rectangular" });
    const rail = { ...wrapping, uncertainty: [resolution] };
    const found = measure({ rail, at, columns: [counts(at, (s) => 100 * s)] });
    expect(found.energy?.shapes.get("meter/package/resolution/w")).toBe("triangular");
  });
  it("that stands still counts nothing: neither a number nor bounds", () => {
    const found = measure({ at, columns: [at.map(() => 123_456)] });
    expect(found).toMatchObject({ energy: null, meanPower: null, flags: ["stuck-counter"] });
    expect(found.interval).toBeUndefined();
    expect(found.findings[0]?.severity).toBe("invalid");
  });
  it("that stands still counts nothing in a few readings either, where each is to be another one", () => {
    const slow = { rail: counterRail({ period: 1 }), at: grid(5, 1, 11), spacing: 1, spans: [span(5, 15)] };
    const still = measure({ ...slow, columns: [slow.at.map(() => 0)] });
    expect(still).toMatchObject({ energy: null, flags: ["stuck-counter"] });
    const moved = measure({ ...slow, columns: [slow.at.map((_, k) => Math.floor(k / 2) * 1e6)] });
    expect(moved.energy?.value).toBeCloseTo(5, 9);
  });
  it("clamps at a step on the edges and brackets by interpolation", () => {
    const joules = (s: number) => 20 * s + 180 * Math.max(0, Math.min(s, 15) - 5);
    const found = measure({ at, columns: [counts(at, joules)] });
    expect(found.energy?.value).toBeCloseTo(2000, 0);
    expect(found.energy?.sources.get("meter/window edges/w")).toBeGreaterThan(0.1);
    expect(found.minW).toBeCloseTo(200, 0);
    expect(found.maxW).toBeCloseTo(200, 0);
  });
  it("goes through any number of wraps", () => {
    const turn = 100e6;
    const rail = counterRail({ counterRange: 100, plausiblePower: 500 });
    const found = measure({ rail, at, columns: [counts(at, (s) => 90 + 100 * s, turn)] });
    expect(found.energy?.value).toBeCloseTo(1000, 0);
    expect(found.findings).toEqual([]);
  });
  it("does not depend on where the wrap or the chunk borders fall", () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: TURN - 1 }), sizes, (start, pieces) => {
        const column = counts(at, (s) => 100 * s + 30 * Math.sin(s));
        const moved = measure({ at, columns: [column.map((count) => (start + count) % TURN)], sizes: pieces });
        expect(moved.energy?.value).toBeCloseTo(measure({ at, columns: [column] }).energy?.value ?? 0, 6);
      }),
    );
  });
  it("takes a failed read for a gap, never for a wrap, and loses no energy over it", () => {
    const holed = counts(at, (s) => 100 * s).map((count, k) => (k > 150 && k < 170 ? Number.NaN : count));
    const found = measure({ at, columns: [holed] });
    expect(found.energy?.value).toBeCloseTo(1000, 0);
    expect(found.coverage).toBe(1);
    expect(found.maxGapS).toBeCloseTo(1, 6);
  });
  it("gives no number over a gap in which a whole turn could have been missed", () => {
    const rail = counterRail({ counterRange: 100, plausiblePower: 500 });
    const column = counts(at, (s) => 100 * s, 100e6).map((count, k) => (k > 150 && k < 170 ? Number.NaN : count));
    const found = measure({ rail, at, columns: [column] });
    expect(found.energy).toBeNull();
    expect(found.interval?.low).toBeLessThanOrEqual(1000);
    expect(found.interval?.high).toBeGreaterThanOrEqual(999);
    expect(found.flags).toContain("counter-reset");
  });
  it.each([
    ["back to nothing without a range", counterRail()],
    ["back with a range but an implausible wrap", wrapping],
  ])("calls a count that goes %s a reset, with bounds instead of a number", (_, rail) => {
    const column = counts(at, (s) => 100 * s).map((count, k) => (k < 200 ? 5e9 : 0) + count);
    const found = measure({ rail, at, columns: [column] });
    expect(found.energy).toBeNull();
    expect(found.flags).toContain("counter-reset");
    expect(found.interval?.low).toBeGreaterThan(990);
    expect(found.interval?.high).toBeLessThan(1010);
  });
  it("bounds a window with a single reading inside by the readings around it", () => {
    const found = measure({ at, columns: [counts(at, (s) => 100 * s)], spans: [span(5.04, 5.08)] });
    expect(found.samples).toBe(1);
    expect(found.energy).toBeNull();
    expect(found.flags).toEqual(["no-samples"]);
    expect(found.interval?.low).toBe(0);
    expect(found.interval?.high).toBeGreaterThanOrEqual(4);
    expect(found.interval?.high).toBeLessThan(11);
  });
  it("gives nothing for a window of no length", () => {
    const found = measure({ at, columns: [counts(at, (s) => 100 * s)], spans: [span(5.04, 5.04)] });
    expect(found).toMatchObject({ energy: null, meanPower: null, samples: 0, flags: ["no-samples"] });
    expect(found.interval).toBeUndefined();
  });
  it("is unsure by the whole bracket where the load changed before an edge, at which the clamp sits at one end", () => {
    const late = (s: number) => 200 * Math.max(0, s - 5.012);
    const found = measure({ at, columns: [counts(at, late)] });
    const error = Math.abs((found.energy?.value ?? 0) - late(15));
    expect(error).toBeGreaterThan(2);
    expect(2 * (found.energy === null ? 0 : standardUncertainty(found.energy))).toBeGreaterThan(error);
  });
  it("always lies within the hard bounds of monotonic readings", () => {
    const loads = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(loads, fc.double({ min: 1, max: 3, noNaN: true }), (watts, from) => {
        const times = grid(0, 0.1, 61);
        let total = 0;
        const column = times.map((_, k) => (total += (watts[Math.floor(k / 2)] ?? 0) * 0.1 * 1e6));
        const found = measure({ at: times, columns: [column], spans: [span(from, from + 2)], spacing: 0.1 });
        const outside = (lo: number, hi: number) => ((column[hi] ?? 0) - (column[lo] ?? 0)) * 1e-6;
        const lo = times.findLastIndex((t) => t < from * SECOND);
        const hi = times.findIndex((t) => t > (from + 2) * SECOND);
        const spread = 2 * 0.1 * 400;
        expect(found.energy?.value).toBeLessThanOrEqual(outside(lo, hi) + spread);
        expect(found.energy?.value).toBeGreaterThanOrEqual(outside(lo + 1, hi - 1) - 1e-9);
      }),
    );
  });
});
