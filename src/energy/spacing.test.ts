import { describe, expect, it } from "vitest";
import { modeOf } from "./mode.js";
import { spacingOf } from "./spacing.js";
import { averaging, chunked, grid, powerRail } from "./testing/fixture.js";

describe("spacingOf", () => {
  it("is the median, which some missed samples do not move", () => {
    const at = grid(0, 0.01, 300).filter((_, k) => k % 10 !== 0);
    expect(spacingOf(chunked(at, [at], [7]))).toBeCloseTo(0.01, 9);
  });
  it("is nothing of fewer than two samples", () => {
    expect(spacingOf([])).toBe(0);
    expect(spacingOf(chunked([1], [[1]]))).toBe(0);
  });
  it("reads no further than it needs", () => {
    let read = 0;
    const endless = function* () {
      for (;;) {
        const at = Float64Array.from(grid(read, 0.01, 100));
        read++;
        yield { length: 100, at, columns: [at] };
      }
    };
    expect(spacingOf(endless())).toBeCloseTo(0.01, 6);
    expect(read).toBe(3);
  });
});

describe("modeOf", () => {
  it("decides by the actual spacing how a mean is used", () => {
    const mean = powerRail(averaging("boxcar", 0.1));
    expect(modeOf(mean, 0)).toMatchObject({ newer: 1, later: 0, stride: 0 });
    expect(modeOf(mean, 1)).toMatchObject({ newer: 0.5, later: 0.05e9, stride: 0, period: 1e9 });
    expect(modeOf(powerRail(averaging("running-mean", 1)), 0)).toMatchObject({ newer: 1, stride: 0.95e9, period: 1e9 });
    expect(modeOf(powerRail(averaging("running-mean", 1)), 1)).toMatchObject({ newer: 1, stride: 0 });
  });
});
