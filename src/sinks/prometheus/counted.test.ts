import { describe, expect, it } from "vitest";
import type { Rail } from "../../core/rail.js";
import { Counted } from "./counted.js";

const rail: Rail = {
  id: "package",
  point: "die-model",
  measures: "energy-counter",
  columns: [{ name: "package", quantity: "energy", unit: "J", scale: 1 }],
  period: 1,
  window: { kind: "counter" },
  counterRange: 1000,
  plausiblePower: 200,
  uncertainty: [],
};

function count(readings: readonly (readonly [seconds: number, joules: number])[], of: Rail = rail): number {
  const counted = new Counted(of);
  for (const [seconds, joules] of readings) counted.add(joules, BigInt(seconds) * 1_000_000_000n);
  return counted.joules;
}

const { plausiblePower: _, ...unstated } = rail;

describe("what a counter counted", () => {
  it("is nothing at its first reading, and then what it grew by", () => {
    expect(count([[0, 500]])).toBe(0);
    expect(
      count([
        [0, 500],
        [1, 600],
        [2, 600],
        [3, 750],
      ]),
    ).toBe(250);
  });

  it("goes on over a wrap, and over a reading that failed", () => {
    expect(
      count([
        [0, 950],
        [1, 50],
      ]),
    ).toBe(100);
    expect(
      count([
        [0, 100],
        [1, Number.NaN],
        [2, 300],
      ]),
    ).toBe(200);
  });

  it.each([
    [
      "a gap in which it may have gone round",
      [
        [0, 0],
        [1, 100],
        [10, 150],
      ],
      rail,
    ],
    [
      "a fall that is no wrap",
      [
        [0, 500],
        [1, 600],
        [2, 590],
      ],
      rail,
    ],
    [
      "a jump that nothing can carry",
      [
        [0, 0],
        [1, 100],
        [2, 900],
      ],
      rail,
    ],
    [
      "a fall after a long time, where nothing plausible is stated",
      [
        [0, 0],
        [1, 990],
        [9, 10],
      ],
      unstated,
    ],
  ] as const)("begins again from zero after %s", (_name, readings, of) => expect(count(readings, of)).toBe(0));
});
