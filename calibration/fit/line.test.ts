import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { meanAndSd } from "../../src/core/stats.js";
import { deming, york } from "./line.js";
import { theilSen } from "./theil-sen.js";

interface Noisy {
  readonly n: number;
  readonly ux: number;
  readonly uy: number;
  readonly random: Random;
}

/** Points of y = 1.5 x + 2 over 0 to 10, both coordinates with noise. */
function noisyLine({ n, ux, uy, random }: Noisy) {
  const truth = Float64Array.from({ length: n }, (_, i) => (10 * i) / (n - 1));
  return {
    x: truth.map((value) => value + ux * random.normal()),
    y: truth.map((value) => 1.5 * value + 2 + uy * random.normal()),
    ux: new Float64Array(n).fill(ux),
    uy: new Float64Array(n).fill(uy),
  };
}

describe("York's line", () => {
  it("is Deming's where the uncertainties are equal", () => {
    const random = new Random(11);
    for (let trial = 0; trial < 50; trial++) {
      const points = noisyLine({ n: 30, ux: 0.2, uy: 0.3, random });
      const line = york(points);
      const closed = deming(points.x, points.y, 0.3 ** 2 / 0.2 ** 2);
      expect(Math.abs((line?.slope ?? 0) / (closed?.slope ?? 1) - 1)).toBeLessThan(1e-12);
      expect(Math.abs((line?.intercept ?? 0) - (closed?.intercept ?? 1))).toBeLessThan(1e-11);
    }
  });

  it("scatters as its covariance says, 3000 trials of 30 points: slope, intercept, their covariance, chi2", () => {
    const random = new Random(12);
    const fits = Array.from({ length: 3000 }, () => york(noisyLine({ n: 30, ux: 0.15, uy: 0.18, random })));
    const slopes = Float64Array.from(fits, (fit) => fit?.slope ?? Number.NaN);
    const intercepts = Float64Array.from(fits, (fit) => fit?.intercept ?? Number.NaN);
    const mean = (pick: (fit: (typeof fits)[number]) => number | undefined) =>
      meanAndSd(Float64Array.from(fits, (fit) => pick(fit) ?? Number.NaN)).mean;
    const [slope, intercept] = [meanAndSd(slopes), meanAndSd(intercepts)];
    const predicted = Math.sqrt(mean((fit) => fit?.covariance[0]?.[0]));
    expect(predicted).toBeCloseTo(0.0178, 3);
    expect(Math.abs(slope.sd / predicted - 1)).toBeLessThan(0.04);
    expect(Math.abs(intercept.sd / Math.sqrt(mean((fit) => fit?.covariance[1]?.[1])) - 1)).toBeLessThan(0.04);
    expect(Math.abs(slope.mean - 1.5)).toBeLessThan(0.001);
    const shared =
      slopes.reduce((sum, s, k) => sum + (s - slope.mean) * ((intercepts[k] ?? 0) - intercept.mean), 0) / 2999;
    expect(Math.abs(shared / mean((fit) => fit?.covariance[0]?.[1]) - 1)).toBeLessThan(0.08);
    expect(mean((fit) => fit?.chi2)).toBeCloseTo(28, 0);
  });

  it("goes through exact points, with either coordinate without error, and along correlated errors", () => {
    const x = Float64Array.of(1, 2, 4, 8);
    const y = x.map((value) => 3 * value - 1);
    const [some, none] = [new Float64Array(4).fill(0.1), new Float64Array(4)];
    const correlation = new Float64Array(4).fill(0.7);
    for (const points of [
      { ux: none, uy: some },
      { ux: some, uy: none },
      { ux: some, uy: some, correlation },
    ]) {
      expect(york({ x, y, ...points })?.slope).toBeCloseTo(3, 12);
      expect(york({ x, y, ...points })?.intercept).toBeCloseTo(-1, 11);
    }
  });

  it("is undefined of one point, of one x, and of what is no number", () => {
    const at = (x: readonly number[], y: readonly number[]) => {
      const u = new Float64Array(x.length).fill(1);
      return york({ x: Float64Array.from(x), y: Float64Array.from(y), ux: u, uy: u });
    };
    expect(at([], [])).toBeUndefined();
    expect(at([1], [1])).toBeUndefined();
    expect(at([1, 1, 1], [1, 2, 3])).toBeUndefined();
    expect(at([1, 2, Number.NaN], [1, 2, 3])).toBeUndefined();
    expect(at([1, 2], [1, 3])?.dof).toBe(0);
  });

  it("scales with the units, and turns around when x and y change places", () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.double({ min: 0.01, max: 100, noNaN: true }), (seed, unit) => {
        const points = noisyLine({ n: 12, ux: 0.05, uy: 0.05, random: new Random(seed) });
        const slope = york(points)?.slope ?? Number.NaN;
        const times = (values: Float64Array) => values.map((value) => value * unit);
        const scaled = york({ ...points, x: times(points.x), ux: times(points.ux) });
        expect((scaled?.slope ?? 0) * unit).toBeCloseTo(slope, 9);
        expect(1 / (york({ x: points.y, y: points.x, ux: points.uy, uy: points.ux })?.slope ?? 0)).toBeCloseTo(
          slope,
          9,
        );
      }),
    );
  });
});

describe("the line of Theil and Sen", () => {
  it("bears a quarter of points that are far off at one end", () => {
    const x = Float64Array.from({ length: 40 }, (_, i) => i);
    const y = x.map((value) => 2 * value + 1 + (value >= 30 ? 500 : 0));
    expect(theilSen(x, y)?.slope).toBeCloseTo(2, 12);
    expect(theilSen(x, y)?.intercept).toBeCloseTo(1, 12);
  });

  it("of many points draws pairs, and says the same each time", () => {
    const random = new Random(13);
    const x = Float64Array.from({ length: 20_000 }, () => random.uniform());
    const y = x.map((value) => 4 * value + 0.1 * random.normal());
    expect(theilSen(x, y)?.slope).toBeCloseTo(4, 1);
    expect(theilSen(x, y)).toEqual(theilSen(x, y));
  });

  it("is undefined when there is no second x", () => {
    expect(theilSen(Float64Array.of(1, 1), Float64Array.of(1, 2))).toBeUndefined();
    expect(theilSen(Float64Array.of(), Float64Array.of())).toBeUndefined();
  });
});
