import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figure } from "./figure.js";
import { monteCarlo } from "./monte-carlo.js";
import { add, divide, exact, multiply, quantity, scale, standardUncertainty, subtract } from "./uncertainty.js";

const gain = (relative: number) => quantity(1, [["gain", relative]]);

describe("Monte Carlo (measurement.md 2.5)", () => {
  it.each([
    [0.01, 0.981, 1.02],
    [0.05, 0.911, 1.109],
    [0.15, 0.774, 1.415],
  ])("of N/P with u_r(P) = %d is what the simulation there gave", (relative, low, high) => {
    const drawn = monteCarlo(divide(exact(1), gain(relative)));
    expect(drawn.low).toBeCloseTo(low, 2);
    expect(drawn.high).toBeCloseTo(high, 2);
  });
  it("draws each source from its own distribution", () => {
    const half = (shape: "rectangular" | "triangular") => {
      const { u, low, high } = monteCarlo(quantity(5, [["a", 1]], { shapes: [["a", shape]] }));
      expect(u).toBeCloseTo(1, 2);
      return (high - low) / 2;
    };
    expect(half("rectangular")).toBeCloseTo(0.95 * Math.sqrt(3), 2);
    expect(half("triangular")).toBeCloseTo((1 - Math.sqrt(0.05)) * Math.sqrt(6), 2);
  });
  it("draws Student's t for a source of few degrees of freedom, once for all its components", () => {
    const components = [0.6, -0.8].map((u, k) => [`noise[${k}]`, u] as const);
    const dof = components.map(([id]) => [id, 4] as const);
    const { low, high } = monteCarlo(quantity(0, components, { dof }));
    expect(high).toBeCloseTo(2.776, 1);
    expect(low).toBeCloseTo(-2.776, 1);
  });
  it("cancels what both sides of a ratio share, exactly", () => {
    expect(monteCarlo(divide(scale(gain(0.3), 60), scale(gain(0.3), 250))).u).toBeLessThan(1e-12);
  });
  it("gives the same digits for the same seed, and others for another", () => {
    const q = divide(exact(3), gain(0.2));
    expect(monteCarlo(q)).toEqual(monteCarlo(q));
    expect(monteCarlo(q, { seed: 1 }).low).not.toBe(monteCarlo(q, { seed: 2 }).low);
  });
  it("agrees with linear propagation where that is exact: sums, differences, multiples", () => {
    const number = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(number, number, number, (a, b, c) => {
        const one = quantity(a, [
          ["x", b],
          ["y", c],
        ]);
        const q = subtract(add(one, scale(quantity(b, [["x", a]]), 3)), quantity(c, [["z", b]]));
        expect(monteCarlo(q, { draws: 20_000 }).u / standardUncertainty(q)).toBeCloseTo(1, 1);
      }),
      { numRuns: 20 },
    );
  });
  it("keeps a product of two uncertain numbers exact", () => {
    const product = multiply(quantity(0, [["a", 1]]), quantity(0, [["b", 1]]));
    expect(standardUncertainty(product)).toBe(0);
    expect(monteCarlo(product).u).toBeCloseTo(1, 1);
  });
});

describe("figure", () => {
  it("propagates linearly where nothing speaks against it", () => {
    const q = quantity(60, [
      ["gain", 0.3],
      ["noise", 0.2],
    ]);
    expect(figure(q)).toEqual({ value: 60, u: Math.hypot(0.3, 0.2), U95: 2 * Math.hypot(0.3, 0.2) });
  });
  it("draws where a denominator's relative uncertainty is above 10 %, and shows the interval", () => {
    const { value, U95, method, interval95 } = figure(divide(exact(1), gain(0.15)));
    expect([value, method]).toEqual([1, "monte-carlo"]);
    expect(interval95?.[0]).toBeCloseTo(0.774, 2);
    expect(U95).toBeCloseTo(0.415, 1);
  });
  it("does not for one below", () => expect(figure(divide(exact(1), gain(0.09)))).not.toHaveProperty("method"));
  it("draws where one rectangular source dominates: k is then 1.65 and not 2 (EA-4/02 S9.14)", () => {
    const q = quantity(
      100,
      [
        ["shunt", 1],
        ["noise", 0.05],
      ],
      { shapes: [["shunt", "rectangular"]] },
    );
    const { u, U95, method } = figure(q);
    expect(method).toBe("monte-carlo");
    expect(U95 / u).toBeCloseTo(1.645, 2);
  });
  it("does not where the others are a third of it", () => {
    const sources = [
      ["shunt", 1],
      ["noise", 0.34],
    ] as const;
    expect(figure(quantity(100, sources, { shapes: [["shunt", "rectangular"]] }))).not.toHaveProperty("method");
  });
  it("is never less sure with one source less", () => {
    const u = fc.double({ min: 1e-3, max: 10, noNaN: true });
    const shape = fc.constantFrom("rectangular" as const, "triangular" as const, undefined);
    fc.assert(
      fc.property(fc.array(fc.tuple(u, shape), { minLength: 1, maxLength: 5 }), u, (list, more) => {
        const sources = list.map(([size], k) => [`s${k}`, size] as const);
        const shapes = list.flatMap(([, kind], k) => (kind === undefined ? [] : [[`s${k}`, kind] as const]));
        const before = figure(quantity(1, sources, { shapes }));
        const after = figure(quantity(1, [...sources, ["more", more]], { shapes }));
        expect(after.u).toBeGreaterThanOrEqual(before.u);
      }),
    );
  });
});
