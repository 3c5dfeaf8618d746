import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanAndSd } from "../core/stats.js";
import { decideRepeats, PILOT, type RepeatRule, relativeHalfWidth, runsFor } from "./repeats.js";
import { t975 } from "./student.js";
import { shareOf, trials } from "./testing/series.js";

describe("runs for a target", () => {
  it.each([
    [0.5, 1, 4],
    [0.5, 0.5, 7],
    [1, 2, 4],
    [1, 1, 7],
    [1, 0.5, 18],
    [2, 2, 7],
    [2, 1, 18],
    [2, 0.5, 64],
    [5, 2, 27],
    [5, 1, 99],
  ])("cv %f %% for +-%f %%: %i (measurement.md 5.2)", (cv, target, n) => expect(runsFor(cv, target)).toBe(n));

  it("are the fewest that are enough", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 30, noNaN: true }), (ratio) => {
        const n = runsFor(ratio, 1);
        const needed = (runs: number) => (t975(runs - 1) * ratio) ** 2;
        expect(n * (1 + 1e-9)).toBeGreaterThanOrEqual(needed(n));
        if (n > 2) expect(n - 1).toBeLessThan(needed(n - 1));
      }),
    );
  });
});

const decide = (values: readonly number[], rule: RepeatRule) =>
  decideRepeats({ ...meanAndSd(values), runs: values.length }, rule);

describe("the rule", () => {
  const rule = { target: 0.01, most: 100 };
  it("never makes fewer than the pilot, however good it looks, nor more than it was allowed", () => {
    expect(decide([10, 10, 10, 10, 10], rule)).toEqual({ cv: 0, needed: 5, runs: 5 });
    const wild = decide([5, 10, 15, 10, 20], rule);
    expect(wild?.needed).toBeGreaterThan(100);
    expect(wild?.runs).toBe(100);
    expect(decide([5, 10, 15, 10, 20], { target: 0.01, most: 1 })?.runs).toBe(PILOT);
  });
  it("decides nothing of fewer runs, or where the mean is no number to be relative to", () => {
    expect(decide([1, 1, 1, 1], rule)).toBeUndefined();
    expect(decide([0, 0, 0, 0, 0], rule)).toBeUndefined();
    expect(decide([1, 1, Number.NaN, 1, 1], rule)).toBeUndefined();
  });
  it("decided once after five, keeps the 95 % interval of the mean honest (500 trials of cv 2 %)", () => {
    const runs = trials(500, (random) => {
      const one = () => 1 + 0.02 * random.normal();
      const pilot = Array.from({ length: PILOT }, one);
      const n = decide(pilot, rule)?.runs ?? Number.NaN;
      const { mean, sd } = meanAndSd([...pilot, ...Array.from({ length: n - PILOT }, one)]);
      return { off: Math.abs(mean - 1), U: relativeHalfWidth({ mean, sd, runs: n }), n };
    });
    expect(meanAndSd(runs.map(({ n }) => n)).mean).toBeCloseTo(18, -1);
    expect(shareOf(runs, ({ off, U }) => off <= U)).toBeGreaterThan(0.91);
    expect(shareOf(runs, ({ off }) => off <= 0.01)).toBeGreaterThan(0.9);
  });
});
