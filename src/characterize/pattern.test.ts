import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { LoadCursor, loadOf } from "./load.js";
import { barker13, chipFor, isCommensurate, maximumLengthSequence, patternLoad } from "./pattern.js";

const signs = (chips: readonly number[]) => chips.map((chip) => 2 * chip - 1);
const product = (chips: readonly number[], lag: number) =>
  signs(chips).reduce((sum, sign, k) => sum + sign * (signs(chips)[(k + lag) % chips.length] ?? 0), 0);

describe("a load pattern", () => {
  it.each([5, 6, 7, 8, 9, 10])("of order %i correlates with itself and with no shift of itself", (n) => {
    const chips = maximumLengthSequence(n);
    expect(chips).toHaveLength(2 ** n - 1);
    expect(chips.filter((chip) => chip === 1)).toHaveLength(2 ** (n - 1));
    expect(product(chips, 0)).toBe(2 ** n - 1);
    for (const lag of [1, 2, 7, chips.length - 1]) expect(product(chips, lag)).toBe(-1);
  });

  it("of an unknown order is refused in words", () => {
    expect(() => maximumLengthSequence(4)).toThrow(MeasurementError);
  });

  it("of Barker correlates by 1 at most with a shift of itself", () => {
    const at = (lag: number) =>
      signs(barker13).reduce((sum, sign, k) => sum + sign * (signs(barker13)[k + lag] ?? 0), 0);
    expect(at(0)).toBe(13);
    for (let lag = 1; lag < 13; lag++) expect(Math.abs(at(lag))).toBeLessThanOrEqual(1);
  });

  it("has a chip that is at least as long as asked for and hits ever new phases", () => {
    expect(chipFor(0.1)).toBeCloseTo(0.2618, 4);
    expect(chipFor(0.02, { atLeastS: 0.25 })).toBeGreaterThanOrEqual(0.25);
  });

  it("is flagged when its edges all fall on a few phases that the sensor does not see", () => {
    const load = (chipS: number) => patternLoad(maximumLengthSequence(6), { startS: 1, chipS });
    expect(isCommensurate(load(0.25), { periodS: 0.1, seenS: 0.025 })).toBe(true);
    expect(isCommensurate(load(0.1), { periodS: 0.1, seenS: 0.025 })).toBe(true);
    expect(isCommensurate(load(0.2617), { periodS: 0.1, seenS: 0.025 })).toBe(false);
    expect(isCommensurate(load(0.25), { periodS: 0.1, seenS: 0.1 })).toBe(false);
  });
});

describe("a load", () => {
  it("of spans that touch, overlap or are none is the time they cover", () => {
    const load = loadOf([
      [2, 3],
      [0, 1],
      [1, 1.5],
      [2.5, 4],
      [5, 5],
    ]);
    expect([...load.atS]).toEqual([0, 1.5, 2, 4]);
    expect(new LoadCursor(load).integral(10)).toBe(3.5);
  });

  it("has the same integral in whatever order it is asked for", () => {
    const load = patternLoad(maximumLengthSequence(5), { startS: 0.3, chipS: 0.1 });
    const cursor = new LoadCursor(load);
    fc.assert(
      fc.property(fc.double({ min: -5, max: 10, noNaN: true }), (t) => {
        expect(cursor.integral(t)).toBe(new LoadCursor(load).integral(t));
      }),
    );
  });
});
