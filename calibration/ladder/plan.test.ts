import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crossLoads, defaultLoads, planLadder } from "./plan.js";

const sizes = (loads: readonly { threads: number; dutyPercent: number }[]) =>
  loads.map(({ threads, dutyPercent }) => threads * dutyPercent);

describe("the default loads", () => {
  it.each([1, 2, 4, 6, 16, 128])("of %i processors go from near idle to all of it, and make a ladder", (cpus) => {
    const loads = defaultLoads(cpus);
    for (const { threads, dutyPercent } of loads) {
      expect(threads).toBeLessThanOrEqual(cpus);
      expect(dutyPercent).toBeLessThanOrEqual(100);
    }
    expect(loads.at(-1)).toEqual({ threads: cpus, dutyPercent: 100 });
    expect(Math.min(...sizes(loads)) / (100 * cpus)).toBeLessThan(0.03);
    expect(planLadder(loads, 1)).toHaveLength(10);
  });
});

describe("a ladder", () => {
  it("has every load once, in an order its seed alone decides, and the first again at the end", () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: 64 }), (seed, cpus) => {
        const loads = defaultLoads(cpus);
        const steps = planLadder(loads, seed);
        expect(steps).toEqual(planLadder(loads, seed));
        expect(steps.map(({ index }) => index)).toEqual(steps.map((_, i) => i));
        const { index, repeats, ...again } = steps.at(-1) ?? { index: -1 };
        expect([index, repeats]).toEqual([loads.length, 0]);
        expect(steps[0]).toMatchObject(again);
        expect(sizes(steps.slice(0, -1)).sort()).toEqual(sizes(loads).sort());
        expect(sizes(steps)[0]).toBeGreaterThan(0.3 * Math.max(...sizes(steps)));
      }),
    );
  });

  it("has another order with another seed", () => {
    const orders = [1, 2, 3, 4].map((seed) => sizes(planLadder(defaultLoads(4), seed)).join());
    expect(new Set(orders).size).toBe(4);
  });

  it("takes a load that was named twice once", () => {
    expect(planLadder([...defaultLoads(1), ...defaultLoads(1)], 1)).toHaveLength(10);
    expect(planLadder(crossLoads([1, 2, 4], [5, 50, 100]), 1)).toHaveLength(10);
  });

  it.each([
    [[], "0 loads lie below"],
    [crossLoads([1], [1, 5, 10, 50, 60]), "2 above"],
    [crossLoads([1], [40, 50, 60, 70]), "0 loads lie below"],
    [crossLoads([1], [12, 20, 30, 60, 70, 100]), "none is near idle"],
    [crossLoads([1.5], [50]), "no load"],
    [crossLoads([0], [50]), "no load"],
    [crossLoads([1], [0]), "no load"],
    [crossLoads([1], [101]), "no load"],
    [crossLoads([1], [Number.NaN]), "no load"],
  ])("cannot be made of %j", (loads, words) =>
    expect(() => planLadder(loads, 1)).toThrow(
      expect.objectContaining({ code: "CONFIG", message: expect.stringContaining(words) }),
    ),
  );
});
