import { describe, expect, it } from "vitest";
import { figure } from "../core/figure.js";
import { Random } from "../core/random.js";
import { divide, scale } from "../core/uncertainty.js";
import { errorSource, grid, measureRail, powerRail, span } from "../energy/testing/fixture.js";
import { summarize } from "./summarize.js";
import { constant, execution, rail, recording } from "./testing/recording.js";

/** Enough that 95 % is known to half a percent: two standard errors are 0.9 %, of 4000 trials 0.7 %. */
const TRIALS = 4000;

/** Noise whose neighbours hang together by `rho`, of standard deviation `sd`. */
function autocorrelated(random: Random, sd: number, rho: number): () => number {
  let value = sd * random.normal();
  return () => {
    value = rho * value + Math.sqrt(1 - rho * rho) * sd * random.normal();
    return value;
  };
}

/** Share of trials whose U95 reaches the truth. */
function covered(trial: (random: Random) => { readonly error: number; readonly U95: number }): number {
  const random = new Random(60);
  let inside = 0;
  for (let k = 0; k < TRIALS; k++) {
    const { error, U95 } = trial(random);
    if (Math.abs(error) <= U95) inside++;
  }
  return inside / TRIALS;
}

function expectNinetyFive(share: number): void {
  expect(share).toBeGreaterThanOrEqual(0.94);
  expect(share).toBeLessThanOrEqual(0.96);
}

describe("95 % intervals hold the truth in 94 to 96 % of simulated runs", () => {
  it("of the ratio of two systems' efficiencies on one meter, whose gain cancels and whose offset does not", () => {
    const uncertainty = [errorSource("gain", 0.03), errorSource("offset", 0.5)];
    const at = grid(0, 0.1, 220);
    const systems = [
      { watts: 60, images: 300, span: span(0.55, 10.05, { key: "one" }) },
      { watts: 250, images: 4000, span: span(11.05, 20.55, { key: "other" }) },
    ] as const;
    const truth = systems.map(({ watts, images }) => images / (watts * 9.5));
    const share = covered((random) => {
      const [gain, offset] = [0.03 * random.normal(), 0.5 * random.normal()];
      const noise = autocorrelated(random, 0.6, 0.5);
      const powerAt = (t: number) => (t < 10.5e9 ? 60 : 250) * (1 + gain) + offset + noise();
      const measured = measureRail({
        rail: powerRail({ uncertainty }),
        at,
        columns: [at.map(powerAt)],
        spans: systems.map((system) => system.span),
      });
      const [one, other] = measured.map(({ energy }) => energy);
      if (!one || !other) throw new Error("no energy");
      // q1/q2 = (N1/E1)/(N2/E2)
      const ratio = figure(scale(divide(other, one), systems[0].images / systems[1].images));
      return { error: ratio.value - (truth[0] ?? 0) / (truth[1] ?? 0), U95: ratio.U95 };
    });
    expectNinetyFive(share);
  });

  it("of the mean of repeated runs with autocorrelated noise, run to run changes and a shared gain", () => {
    const executions = [0, 1, 2, 3, 4].map((k) => execution(k, 0.505 + k, 1.305 + k, { fromWithin: 0, toWithin: 0 }));
    const share = covered((random) => {
      const gain = 0.01 * random.normal();
      const runs = executions.map(() => 0.4 * random.normal());
      const noise = autocorrelated(random, 0.5, 0.9);
      const watts = (s: number) => (40 + (runs[Math.floor(s - 0.5)] ?? 0) + noise()) * (1 + gain);
      const result = summarize(recording({ executions, watts, rails: [rail("GPU")], totals: [], seconds: 6 }));
      const power = result.statistics?.find(({ what }) => what === "meanPowerW");
      if (power === undefined) throw new Error("no statistic");
      return { error: power.mean - 40, U95: power.U95 };
    });
    expectNinetyFive(share);
  });
});

it("the mean of runs names what it is made of: their scatter, and the gain they share", () => {
  const executions = [0, 1, 2].map((k) => execution(k, 10.0005 * k + 1, 10.0005 * k + 9));
  const watts = (s: number, k: number) => constant(s, k) + Math.floor(s / 10);
  const power = summarize(recording({ executions, watts })).statistics?.find(
    ({ of, what }) => of === "module" && what === "meanPowerW",
  );
  expect(power?.budget.map(({ source }) => source)).toEqual(["runs", "meter/GPU/gain", "meter/CPU/gain"]);
  expect(power?.budget.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
});
