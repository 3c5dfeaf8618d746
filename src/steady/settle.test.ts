import { describe, expect, it } from "vitest";
import { Bins } from "./bins.js";
import { groupMeans } from "./mser.js";
import { type Settling, settlingOf } from "./settle.js";
import { autoregressive, shareOf, trials } from "./testing/series.js";

const meansOf = (values: Float64Array) => groupMeans(values, Math.max(5, Math.floor(values.length / 240)));
const is = (kind: Settling["kind"]) => (one: Settling | undefined) => one?.kind === kind;
const series = (n: number, at: (share: number) => number) => Float64Array.from({ length: n }, (_, i) => at(i / n));

describe("a stationary series", () => {
  it.each([
    [0, 1200],
    [0.5, 1200],
    [0.9, 1200],
    [0.97, 1200],
    [0.9, 4000],
  ])("of AR(1) %f with %i values, an sd of 10 %% of its mean, is left in peace in 95 of 100", (rho, n) => {
    const said = trials(200, (random) => settlingOf(meansOf(autoregressive(random, { n, rho, mean: 1, sd: 0.1 }))));
    expect(shareOf(said, (one) => one !== undefined && one.kind !== "steady")).toBeLessThanOrEqual(0.05);
    if (rho < 0.97) expect(shareOf(said, is("steady"))).toBeGreaterThanOrEqual(0.95);
  });

  it("is one that goes up and down without end", () => {
    const square = series(1200, (share) => ((share * 17.3) % 1 < 0.5 ? 250 : 80));
    expect(settlingOf(meansOf(square))).toEqual({ kind: "steady" });
  });
});

describe("a series that is not", () => {
  it("warms up: how long, and how far the mean is off", () => {
    const said = trials(100, (random) =>
      settlingOf(meansOf(series(1200, (share) => (share < 0.2 ? 90 : 100) + random.normal()))),
    );
    expect(shareOf(said, is("warming-up"))).toBeGreaterThan(0.95);
    const warm = said.find((one) => one?.kind === "warming-up");
    expect(warm).toMatchObject({ share: expect.closeTo(0.22, 1), offset: expect.closeTo(-0.02, 3) });
  });

  it("is too short: a ramp has settled nowhere", () => {
    const said = trials(100, (random) =>
      settlingOf(meansOf(series(1200, (share) => 100 + 30 * share + random.normal()))),
    );
    expect(shareOf(said, is("too-short"))).toBeGreaterThan(0.95);
  });

  it("drifts by 2 % over its length in noise of 2 %", () => {
    const said = trials(100, (random) =>
      settlingOf(meansOf(series(2400, (share) => 100 + 2 * share + 2 * random.normal()))),
    );
    expect(shareOf(said, (one) => one?.kind === "drifting" || one?.kind === "too-short")).toBeGreaterThan(0.95);
  });

  it("is not judged where it is short or has holes", () => {
    expect(settlingOf(new Float64Array(39).fill(1))).toBeUndefined();
    expect(settlingOf(new Float64Array(100).fill(1).fill(Number.NaN, 40, 41))).toBeUndefined();
  });
});

describe("bins", () => {
  it("hold at least five samples, at most 240 means, and know what has no value", () => {
    const bins = new Bins({ from: 10, to: 20, spacing: 0.1 });
    for (let i = 0; i < 150; i++) bins.add(8 + i * 0.1 + 0.05, i < 70 ? i : Number.NaN);
    const means = bins.means();
    expect(means.length).toBe(20);
    expect(means[0]).toBeCloseTo(22, 9);
    expect(Number.isNaN(means[19] ?? 0)).toBe(true);
    expect(new Bins({ from: 0, to: 1e6, spacing: 1 }).means().length).toBe(240);
    expect(new Bins({ from: 0, to: 1, spacing: 1 }).means().length).toBe(0);
  });
});
