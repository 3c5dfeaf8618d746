import { describe, expect, it } from "vitest";
import { normalAt } from "./noise.js";

const deviates = (seed: number, stream = 0): readonly number[] =>
  Array.from({ length: 20_000 }, (_, tick) => normalAt({ seed, stream, tick }));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

describe("noise", () => {
  it("has mean 0, standard deviation 1 and 95.4 % within two of them", () => {
    const values = deviates(1);
    expect(Math.abs(mean(values))).toBeLessThan(0.03);
    expect(Math.sqrt(mean(values.map((value) => value * value)))).toBeCloseTo(1, 1);
    expect(mean(values.map((value) => (Math.abs(value) < 2 ? 1 : 0)))).toBeCloseTo(0.954, 2);
  });

  it("is white: neighbours, rails and seeds have nothing to do with each other", () => {
    const values = deviates(1);
    const product = (other: readonly number[]) => mean(values.map((value, i) => value * (other[i] ?? 0)));
    expect(Math.abs(product([...values.slice(1), 0]))).toBeLessThan(0.03);
    expect(Math.abs(product(deviates(1, 1)))).toBeLessThan(0.03);
    expect(Math.abs(product(deviates(2)))).toBeLessThan(0.03);
  });

  it("is the same for the same seed", () => expect(deviates(7)).toEqual(deviates(7)));
});
