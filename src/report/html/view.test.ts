import { describe, expect, it } from "vitest";
import { Decimator } from "./decimator.js";
import { viewOf, zoomable } from "./view.js";

const MS = 1e6;

function course(powers: readonly number[], most = 1000) {
  const decimator = new Decimator({ most, silent: 3 * MS, mostGaps: 100 });
  const at = Float64Array.from(powers, (_, k) => k * MS);
  decimator.addAll(at, Float64Array.from(powers), powers.length);
  return zoomable(decimator.course());
}

const numbers = (cells: readonly (number | null | undefined)[]) => cells.filter((cell) => typeof cell === "number");

describe("a view", () => {
  it("shows a peak of one sample however far away it is looked at, from samples and from buckets", () => {
    const powers = Array.from({ length: 900 }, (_, k) => (k === 456 ? 99 : 1));
    for (const rail of [course(powers), course(powers, 64)]) {
      const { lines } = viewOf([rail], { fromS: 0, toS: 0.9, columns: 20 });
      expect(Math.max(...numbers(lines[0]?.max ?? []))).toBe(99);
      expect(Math.min(...numbers(lines[0]?.min ?? []))).toBe(1);
    }
  });

  it("breaks the line at a gap that it has room for, and nowhere else", () => {
    const powers = Array.from({ length: 100 }, (_, k) => (k >= 40 && k < 60 ? Number.NaN : 5));
    const [line] = viewOf([course(powers)], { fromS: 0, toS: 0.1, columns: 300 }).lines;
    expect(line?.mean.filter((cell) => cell === null)).toHaveLength(1);
    const without = viewOf([course(powers.map(() => 5))], { fromS: 0, toS: 0.1, columns: 300 }).lines[0];
    expect(without?.mean.filter((cell) => cell === null)).toHaveLength(0);
  });

  it("breaks it all the way where another rail has samples meanwhile", () => {
    const powers = Array.from({ length: 100 }, (_, k) => (k >= 40 && k < 60 ? Number.NaN : 5));
    const { x, lines } = viewOf([course(powers), course(powers.map(() => 7))], { fromS: 0, toS: 0.1, columns: 300 });
    const inside = [...x.keys()].filter((k) => (x[k] ?? 0) > 0.0395 && (x[k] ?? 0) < 0.0595);
    expect(inside.length).toBeGreaterThan(15);
    expect(inside.every((k) => lines[0]?.mean[k] === null)).toBe(true);
    expect(lines[1]?.mean.includes(null)).toBe(false);
  });

  it("has the nearest sample on either side, so that lines reach the edges", () => {
    const { x } = viewOf([course([1, 2, 3, 4])], { fromS: 0.0012, toS: 0.0018, columns: 10 });
    expect(x).toEqual([0.001, 0.002]);
  });

  it("puts rails of different instants over one list of instants", () => {
    const { x, lines } = viewOf([course([1, 2, 3]), course([])], { fromS: 0, toS: 0.003, columns: 7 });
    expect(lines.every(({ mean }) => mean.length === x.length)).toBe(true);
    expect(numbers(lines[0]?.mean ?? [])).toEqual([1, 2, 3]);
    expect(numbers(lines[1]?.mean ?? [])).toEqual([]);
  });

  it("gives means of columns weighted by their samples", () => {
    const { lines } = viewOf([course([1, 1, 1, 5])], { fromS: 0, toS: 0.004, columns: 1 });
    expect(numbers(lines[0]?.mean ?? [])).toEqual([2]);
  });
});
