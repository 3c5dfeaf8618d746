import { describe, expect, it } from "vitest";
import { BatchMeans, meanAndSd, student95 } from "../core/stats.js";
import { correlatedMean } from "./autocorrelation.js";
import { autoregressive, shareOf, trials } from "./testing/series.js";

/** Test vector 9 and measurement.md 5.3: AR(1) of .9, 2000 values, of which 105 are worth. */
describe("AR(1) of .9", () => {
  const runs = trials(600, (random) => {
    const values = autoregressive(random, { n: 2000, rho: 0.9 });
    const blocks = new BatchMeans();
    for (const value of values) blocks.add(value);
    const noise = blocks.noise() ?? { u: Number.NaN, dof: Number.NaN };
    const { mean, sd } = meanAndSd(values);
    const geyer = correlatedMean(values);
    return {
      geyer: Math.abs(mean) < 1.96 * geyer.u,
      batches: Math.abs(mean) < student95(noise.dof) * noise.u,
      iid: Math.abs(mean) < (1.96 * sd) / Math.sqrt(2000),
      effective: geyer.effective,
    };
  });
  it("is covered by Geyer in 93 to 96 %, as by the batch means in use, and by the iid formula in 30 to 38 %", () => {
    for (const honest of [shareOf(runs, ({ geyer }) => geyer), shareOf(runs, ({ batches }) => batches)]) {
      expect(honest).toBeGreaterThan(0.93 - 0.01);
      expect(honest).toBeLessThan(0.96 + 0.01);
    }
    expect(shareOf(runs, ({ iid }) => iid)).toBeGreaterThan(0.3);
    expect(shareOf(runs, ({ iid }) => iid)).toBeLessThan(0.38);
  });
  it("is worth about 105 independent values", () => {
    expect(Math.abs(meanAndSd(runs.map(({ effective }) => effective)).mean - 107)).toBeLessThan(4);
  });
});

describe("a correlated mean", () => {
  it("of a constant is exact, and of one value has no uncertainty to give", () => {
    expect(correlatedMean([3, 3, 3, 3])).toMatchObject({ mean: 3, u: 0 });
    expect(correlatedMean([3]).u).toBeNaN();
  });
  it("of white noise is worth its number", () => {
    const taus = trials(100, (random) => correlatedMean(autoregressive(random, { n: 1000, rho: 0 })).tau);
    expect(Math.abs(meanAndSd(taus).mean - 1)).toBeLessThan(0.1);
  });
});
