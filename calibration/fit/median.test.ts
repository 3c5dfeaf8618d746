import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median } from "./median.js";

describe("the median", () => {
  it("is that of the sorted numbers, which stay as they are", () => {
    fc.assert(
      fc.property(fc.float64Array({ noNaN: true, minLength: 1, maxLength: 60, min: -9, max: 9 }), (values) => {
        const before = values.slice();
        const sorted = values.toSorted();
        const [low = 0, high = 0] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
        expect(median(values)).toBe((low + high) / 2);
        expect(values).toEqual(before);
      }),
    );
  });

  it("of many equal numbers is found at once, and of none is none", () => {
    expect(median(new Float64Array(100_000).fill(3))).toBe(3);
    expect(median(new Float64Array(0))).toBeNaN();
  });
});
