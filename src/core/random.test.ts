import { describe, expect, it } from "vitest";
import { Random } from "./random.js";
import { meanAndSd } from "./stats.js";

const many = (draw: () => number) => meanAndSd(Float64Array.from({ length: 1e5 }, draw));

describe("Random", () => {
  it("gives the same numbers for the same seed, and others for one beside it", () => {
    const draws = (seed: number) => {
      const random = new Random(seed);
      return Array.from({ length: 5 }, () => random.uniform());
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).not.toEqual(draws(8));
  });
  it("is uniform, normal and chi-squared as it says", () => {
    const random = new Random(1);
    const uniform = many(() => random.uniform());
    expect(uniform.mean).toBeCloseTo(0.5, 2);
    expect(uniform.sd).toBeCloseTo(1 / Math.sqrt(12), 2);
    const normal = many(() => random.normal());
    expect(normal.mean).toBeCloseTo(0, 1);
    expect(normal.sd).toBeCloseTo(1, 2);
    for (const dof of [1, 4, 15.5]) {
      const chi = many(() => random.meanSquare(dof));
      expect(chi.mean).toBeCloseTo(1, 1);
      expect(chi.sd / Math.sqrt(2 / dof)).toBeCloseTo(1, 1);
    }
  });
  it("draws whole numbers below a count, each of them", () => {
    const random = new Random(3);
    const seen = new Set(Array.from({ length: 1000 }, () => random.below(6)));
    expect([...seen].sort()).toEqual([0, 1, 2, 3, 4, 5]);
  });
  it("does not come back to a state within 10^5 words", () => {
    const random = new Random(0);
    expect(new Set(Array.from({ length: 1e5 }, () => random.word())).size).toBeGreaterThan(99_990);
  });
});
