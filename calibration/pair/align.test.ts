import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { align } from "./align.js";
import { type Stairs, stairs } from "./testing/stairs.js";
import type { Trace } from "./trace.js";

const load = { levels: [5, 40, 12, 60, 25, 8, 50, 18, 33, 5], dwellS: [3, 3, 3, 3, 3, 3, 3, 3, 3, 3] };
const fast = (more: Partial<Stairs> = {}) => stairs({ ...load, periodS: 0.01, ...more });

describe("the lag of two traces of one load", () => {
  it.each([0, 0.137, -0.42, 2.5, -3.9])("is found: %s s", (lagS) => {
    const found = align(fast({ noise: 0.5 }), fast({ lagS, noise: 0.5, seed: 7 }));
    expect(Math.abs(found.lagS - lagS)).toBeLessThan(0.006);
    expect(found.correlation).toBeGreaterThan(0.99);
  });

  it("is found within its stated half-width between instruments of other periods, windows and scales", () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.nat(1000), (lagS, seed) => {
        const slow = stairs({ ...load, periodS: 0.1, windowS: 0.1, lagS, noise: 0.3, seed: seed + 1 });
        const other = { ...slow, values: slow.values.map((value) => 1.1 * value + 0.002 * value ** 2 + 3) };
        const { lagS: found, withinS } = align(fast({ noise: 0.3, seed: seed + 2 }), other);
        expect(withinS).toBeCloseTo(0.05, 9);
        expect(Math.abs(found - lagS)).toBeLessThan(withinS);
      }),
      { numRuns: 25 },
    );
  });

  it("is found past gaps", () => {
    const later = fast({ lagS: 0.3 });
    const values = later.values.map((value, i) => (i % 7 === 0 || (i > 400 && i < 600) ? Number.NaN : value));
    expect(align(fast(), { ...later, values }).lagS).toBeCloseTo(0.3, 2);
  });

  it("is looked for in no more than the given range", () => {
    const square = { levels: Array.from({ length: 40 }, (_, i) => (i % 2) * 30), dwellS: Array(40).fill(0.5) };
    const one = (lagS: number) => stairs({ ...square, periodS: 0.01, lagS });
    expect(() => align(one(0), one(0.1))).toThrow("several lags fit");
    expect(align(one(0), one(0.1), { maxLagS: 0.4 }).lagS).toBeCloseTo(0.1, 2);
    expect(() => align(fast(), fast({ lagS: 2.5 }), { maxLagS: 2 })).toThrow(/end of the range/);
  });

  it("says how much better it is than the next", () => {
    const repeating = { levels: [5, 40, 5, 20, 5, 40, 5, 30, 5, 10], dwellS: Array(10).fill(2) };
    const { quality = 0 } = align(
      stairs({ ...repeating, periodS: 0.01 }),
      stairs({ ...repeating, periodS: 0.01, lagS: 0.2 }),
      { maxLagS: 5 },
    );
    expect(quality).toBeGreaterThan(1.1);
    expect(quality).toBeLessThan(10);
  });

  it("is found in a million samples in a moment", () => {
    const long = { levels: load.levels, dwellS: load.dwellS.map((dwell) => dwell * 30) };
    const one = (more: Partial<Stairs>) => stairs({ ...long, periodS: 0.001, noise: 1, ...more });
    expect(align(one({}), one({ lagS: 1.2345, seed: 3 })).lagS).toBeCloseTo(1.2345, 2);
  });
});

describe("two traces that show nothing to align by", () => {
  const noise = (seed: number, shape: (t: number) => number, sd = 1): Trace => {
    const random = new Random(seed);
    const at = Float64Array.from({ length: 6000 }, (_, i) => i * 1e7);
    return { at, values: at.map((time) => shape(time / 1e9) + sd * random.normal()), periodS: 0.01, windowS: 0 };
  };

  it.each([
    ["a constant", () => 10, 0, "does not change"],
    ["noise around a constant", () => 10, 1, "do not look alike"],
    ["a ramp", (t: number) => t, 0, "every lag fits"],
    ["a noisy ramp", (t: number) => t, 1, "every lag fits"],
    ["a sine of 1 s", (t: number) => 10 + 5 * Math.sin(2 * Math.PI * t), 1, "several lags fit"],
  ] as const)("%s: refused", (_what, shape, sd, words) => {
    for (const seed of [1, 2, 3, 4, 5])
      expect(() => align(noise(seed, shape, sd), noise(seed + 100, shape, sd))).toThrow(
        expect.objectContaining({ code: "CANNOT_ALIGN", message: expect.stringContaining(words) }),
      );
  });

  it("of different loads: refused", () => {
    expect(() => align(fast(), fast({ levels: [9, 30, 50, 7, 28, 50, 6, 41, 8, 22] }))).toThrow(
      expect.objectContaining({ code: "CANNOT_ALIGN" }),
    );
  });

  it.each([0, 1, 5])("of %i samples: refused", (count) => {
    const short = { ...fast(), at: fast().at.slice(0, count), values: fast().values.slice(0, count) };
    expect(() => align(short, fast())).toThrow(expect.objectContaining({ code: "CANNOT_ALIGN" }));
  });

  it("without a common time: refused", () => {
    const apart = { ...fast(), at: fast().at.map((time) => time + 1e12) };
    expect(() => align(fast(), apart)).toThrow("too little time in common");
  });

  it("whose clock goes back: refused", () => {
    const back = { ...fast(), at: fast().at.map((time, i) => (i > 50 ? time - 5e8 : time)) };
    expect(() => align(fast(), back)).toThrow(expect.objectContaining({ code: "RECORDING" }));
  });

  it("of nothing but gaps: refused", () => {
    const empty = { ...fast(), values: fast().values.map(() => Number.NaN) };
    expect(() => align(fast(), empty)).toThrow(expect.objectContaining({ code: "CANNOT_ALIGN" }));
  });
});
