import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { figure } from "./figure.js";
import type { Quantity } from "./quantity.js";
import { BatchMeans } from "./stats.js";
import {
  add,
  budget,
  divide,
  effectiveDof,
  exact,
  expandedUncertainty,
  multiply,
  quantity,
  scale,
  standardUncertainty,
  subtract,
  sum,
} from "./uncertainty.js";

const u = standardUncertainty;
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((x) => x === 0 || Math.abs(x) > 1e-6);
const positive = fc.double({ min: 0.1, max: 1e6, noNaN: true });
const sources = fc
  .dictionary(fc.constantFrom("gain", "offset", "a", "b"), finite)
  .map((record) => Object.entries(record));
const anyQuantity: fc.Arbitrary<Quantity> = fc.tuple(positive, sources).map(([value, list]) => quantity(value, list));

describe("the example of measurement.md 2.4 (vector 4)", () => {
  const mean = quantity(60, [
    ["gain", 60 * 0.005],
    ["offset", 0.2],
    ["noise", 2 / Math.sqrt(1000)],
  ]);
  it("gives u = .366 W: gain and offset do not shrink with the number of samples", () => {
    expect(u(mean)).toBeCloseTo(0.366, 3);
    expect(figure(mean).U95).toBeCloseTo(0.732, 2);
  });
  it("lists its budget largest first", () => {
    expect(budget(mean).map(({ source }) => source)).toEqual(["gain", "offset", "noise"]);
  });
  it("cancels a gain shared by two loads in their ratio", () => {
    const other = quantity(250, [["gain", 250 * 0.01]]);
    const ratio = divide(quantity(60, [["gain", 60 * 0.01]]), other);
    expect(u(ratio) / ratio.value).toBeLessThan(1e-15);
  });
  it("leaves the offset in the ratio: u_o/P1 - u_o/P2", () => {
    const ratio = divide(quantity(50, [["offset", 0.2]]), quantity(200, [["offset", 0.2]]));
    expect(u(ratio) / ratio.value).toBeCloseTo(0.2 / 50 - 0.2 / 200, 12);
  });
  it("adds one meter's gain linearly, different shunts in quadrature", () => {
    const parts = (ids: readonly [string, string]) => sum(ids.map((id) => quantity(10, [[id, 0.3]])));
    expect(u(parts(["meter", "meter"]))).toBeCloseTo(0.6, 12);
    expect(u(parts(["one", "other"]))).toBeCloseTo(0.3 * Math.SQRT2, 12);
  });
});

describe("arithmetic", () => {
  it("takes numbers without sources as exact", () => {
    expect(figure(exact(5))).toEqual({ value: 5, u: 0, U95: 0 });
    expect(figure(divide(exact(10), exact(4)))).toEqual({ value: 2.5, u: 0, U95: 0 });
    expect(sum([]).value).toBe(0);
  });
  it("knows that nothing is left of q - q and no error of q / q", () => {
    fc.assert(
      fc.property(anyQuantity, (q) => {
        expect(u(subtract(q, q))).toBe(0);
        expect(u(divide(q, q))).toBeLessThanOrEqual((1e-12 * u(q)) / q.value);
      }),
    );
  });
  it("adds in any order, and never to more than the sum of both uncertainties", () => {
    fc.assert(
      fc.property(anyQuantity, anyQuantity, (a, b) => {
        expect(u(add(a, b))).toBeCloseTo(u(add(b, a)), 9);
        expect(u(add(a, b))).toBeLessThanOrEqual((u(a) + u(b)) * (1 + 1e-12) + 1e-12);
      }),
    );
  });
  it("undoes a multiplication by a division, sources and all", () => {
    fc.assert(
      fc.property(anyQuantity, anyQuantity, (a, b) => {
        const back = divide(multiply(a, b), b);
        expect(back.value / a.value).toBeCloseTo(1, 10);
        const tolerance = 1e-9 * (u(a) + (u(b) * a.value) / b.value) + 1e-12;
        for (const [id, contribution] of back.sources) {
          expect(Math.abs(contribution - (a.sources.get(id) ?? 0))).toBeLessThanOrEqual(tolerance);
        }
      }),
    );
  });
  it("scales value and uncertainty alike", () => {
    fc.assert(
      fc.property(anyQuantity, positive, (q, k) => {
        expect(u(scale(q, k)) / (u(q) * k || 1)).toBeCloseTo(u(q) === 0 ? 0 : 1, 10);
      }),
    );
  });
});

describe("degrees of freedom", () => {
  const few = quantity(
    1,
    [
      ["a", 3],
      ["b", 4],
    ],
    { dof: [["a", 4]] },
  );
  it("follows Welch-Satterthwaite", () => {
    expect(effectiveDof(few)).toBeCloseTo(4 * (5 / 3) ** 4, 10);
    expect(effectiveDof(quantity(1, [["b", 4]]))).toBe(Number.POSITIVE_INFINITY);
  });
  it("uses Student's t below 31 and k = 2 above", () => {
    expect(expandedUncertainty(quantity(1, [["a", 1]], { dof: [["a", 4]] }))).toBeCloseTo(2.776, 3);
    expect(expandedUncertainty(few)).toBe(2 * 5);
  });
  it("counts the components of one source once: as many degrees as were estimated, one line in the budget", () => {
    const components = [0.6, -0.8].map((c, k) => [`noise[${k}]`, c] as const);
    const q = quantity(1, components, { dof: components.map(([id]) => [id, 5] as const) });
    expect(effectiveDof(q)).toBeCloseTo(5, 12);
    expect(budget(q)).toEqual([{ source: "noise", u: expect.closeTo(1, 12), share: 1 }]);
  });
  it("keeps the covariance of two means observed together", () => {
    const noiseOf = (values: readonly number[]) => {
      const blocks = new BatchMeans();
      for (const value of values) blocks.add(value);
      const found = blocks.noise();
      return quantity(
        0,
        Array.from(found?.deviations ?? [], (c, k) => [`noise[${k}]`, c] as const),
      );
    };
    const load = Array.from({ length: 20 }, (_, k) => Math.sin(k * k));
    const against = load.map((x) => -x);
    expect(u(add(noiseOf(load), noiseOf(against)))).toBeLessThan(1e-15);
    expect(u(add(noiseOf(load), noiseOf(load)))).toBeCloseTo(2 * u(noiseOf(load)), 12);
  });
});
