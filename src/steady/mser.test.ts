import { describe, expect, it } from "vitest";
import { meanAndSd } from "../core/stats.js";
import { mser } from "./mser.js";
import { trials } from "./testing/series.js";

describe("MSER-5 (measurement.md 5.1)", () => {
  it("takes a 6 % rise of tau 15 s out of 120 s at 10 Hz: -.76 % raw, -.09 % after, cut at 37 s (sd 5)", () => {
    const runs = trials(200, (random) => {
      const watts = Float64Array.from(
        { length: 1200 },
        (_, i) => 100 * (1 - 0.06 * Math.exp(-i / 150)) + 0.8 * random.normal(),
      );
      const { at, tooShort } = mser(watts);
      return {
        cut: at / 10,
        raw: meanAndSd(watts).mean - 100,
        after: meanAndSd(watts.subarray(at)).mean - 100,
        tooShort,
      };
    });
    const over = (of: "cut" | "raw" | "after") => meanAndSd(runs.map((run) => run[of]));
    expect(over("raw").mean).toBeCloseTo(-0.76, 1);
    expect(over("after").mean).toBeGreaterThan(-0.1);
    expect(over("after").mean).toBeLessThan(-0.06);
    expect(Math.abs(over("cut").mean - 37)).toBeLessThan(2);
    expect(Math.abs(over("cut").sd - 5)).toBeLessThan(1);
    expect(runs.some(({ tooShort }) => tooShort)).toBe(false);
  });

  it("says when the minimum is at half of the series: it is too short", () => {
    const ramp = Float64Array.from({ length: 200 }, (_, i) => i);
    expect(mser(ramp)).toEqual({ at: 100, tooShort: true });
  });

  it("cuts a step where it is, and nothing of a constant or of nothing", () => {
    expect(mser(Float64Array.from({ length: 200 }, (_, i) => (i < 40 ? 10 : 50)))).toEqual({ at: 40, tooShort: false });
    expect(mser(new Float64Array(200).fill(7))).toEqual({ at: 0, tooShort: false });
    expect(mser([])).toEqual({ at: 0, tooShort: false });
  });
});
