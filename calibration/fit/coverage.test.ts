import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.js";
import { student95 } from "../../src/core/stats.js";
import { inputAt } from "./evaluate.js";
import type { RegulatorFit } from "./regulator-fit.js";
import { correctedAt } from "./sensor.js";
import { fitted, fittedSensor } from "./testing/fitted.js";
import { even, ladder, simulated, trueInput, truth } from "./testing/simulate.js";

const TRIALS = 2000;
const K95 = 1.959964;

/** Share of trials in which each interval holds the truth. */
function coverage(trial: () => Readonly<Record<string, boolean>>): Readonly<Record<string, number>> {
  const held: Record<string, number> = {};
  for (let k = 0; k < TRIALS; k++)
    for (const [name, holds] of Object.entries(trial())) held[name] = (held[name] ?? 0) + (holds ? 1 : 0);
  return Object.fromEntries(Object.entries(held).map(([name, count]) => [name, count / TRIALS]));
}

const holds = (estimate: number, u: number, value: number, k = K95): boolean => Math.abs(estimate - value) <= k * u;

const foretells = (fit: RegulatorFit, current: number, input: number, k = K95): boolean => {
  const { inputW, u } = inputAt(fit, current, 1);
  return holds(inputW, u, input, k);
};

/** 94 to 96 %, and the table at VERBOSE. Two standard errors of 2000 trials are 1 %. */
function expectCovered(title: string, shares: Readonly<Record<string, number>>): void {
  if (process.env["VERBOSE"])
    for (const [name, share] of Object.entries(shares))
      console.log(`${title} | ${name} | ${(100 * share).toFixed(2)} %`);
  for (const [name, share] of Object.entries(shares)) {
    expect(share, name).toBeGreaterThan(0.94);
    expect(share, name).toBeLessThan(0.96);
  }
}

describe.each([12, 40])("95 % intervals of %d points hold the truth in 94 to 96 % of trials:", (count) => {
  it("one efficiency", () => {
    const random = new Random(61);
    const regulator = { ...truth, aW: 0, bV: 0.25, cOhm: 0 };
    const shares = coverage(() => {
      const fit = fitted(simulated(ladder(1, 80, count), { random, regulator }), {
        model: "constant-eta",
        robust: false,
      });
      return {
        eta: holds(fit.efficiency?.eta ?? 0, fit.efficiency?.u ?? 0, 0.8),
        "input at 2 A": foretells(fit, 2, 2.5),
        "input at 60 A": foretells(fit, 60, 75),
      };
    });
    expectCovered(`constant eta, ${count} points`, shares);
  });

  it("a quadratic loss", () => {
    const random = new Random(62);
    const shares = coverage(() => {
      const points = simulated(ladder(1, 80, count), { random });
      const fit = fitted(points, { model: "quadratic", robust: false });
      const u = fit.covariance.map((row, k) => Math.sqrt(row[k] ?? 0));
      return {
        a: holds(fit.coefficients.aW, u[0] ?? 0, truth.aW),
        b: holds(fit.coefficients.bV, u[1] ?? 0, truth.bV),
        c: holds(fit.coefficients.cOhm, u[2] ?? 0, truth.cOhm),
        "input at 2 A": foretells(fit, 2, trueInput(2)),
        "input at 30 A": foretells(fit, 30, trueInput(30)),
        "input at 75 A": foretells(fit, 75, trueInput(75)),
      };
    });
    expectCovered(`quadratic, ${count} points`, shares);
  });

  it("a quadratic loss whose noise is taken from the residuals, by Student's t", () => {
    const random = new Random(63);
    const meters = { random, current: [0, 0], input: [0, 0.003] } as const;
    const shares = coverage(() => {
      const { noise: _, ...points } = simulated(ladder(1, 80, count), meters);
      const fit = fitted(points, { model: "quadratic", regression: "predictive" });
      const u = fit.covariance.map((row, k) => Math.sqrt(row[k] ?? 0));
      return {
        a: holds(fit.coefficients.aW, u[0] ?? 0, truth.aW, student95(fit.dof)),
        b: holds(fit.coefficients.bV, u[1] ?? 0, truth.bV, student95(fit.dof)),
      };
    });
    expectCovered(`quadratic, ${count} points, noise from residuals`, shares);
  });

  it("gain and offset of a sensor", () => {
    const random = new Random(64);
    const real = even(5, 100, count);
    const [u, uReference] = [new Float64Array(count).fill(0.3), new Float64Array(count).fill(0.2)];
    const shares = coverage(() => {
      const points = {
        raw: real.map((value) => value / 1.03 + 1.5 + 0.3 * random.normal()),
        reference: real.map((value) => value + 0.2 * random.normal()),
        uRaw: u,
        uReference,
      };
      const fit = fittedSensor(points);
      const at = correctedAt(fit, 40 / 1.03 + 1.5);
      return {
        gain: holds(fit.gain, Math.sqrt(fit.covariance[0]?.[0] ?? 0), 1.03),
        offset: holds(fit.offset, Math.sqrt(fit.covariance[1]?.[1] ?? 0), 1.5),
        "value at 40": holds(at.value, at.u, 40),
      };
    });
    expectCovered(`gain and offset, ${count} points`, shares);
  });

  it("gain and offset whose noise is taken from the residuals, by Student's t", () => {
    const random = new Random(65);
    const real = even(5, 100, count);
    const shares = coverage(() => {
      const reference = real.map((value) => 1.03 * (value - 1.5) + 0.2 * random.normal());
      const fit = fittedSensor({ raw: real, reference });
      return {
        gain: holds(fit.gain, Math.sqrt(fit.covariance[0]?.[0] ?? 0), 1.03, student95(fit.dof)),
        offset: holds(fit.offset, Math.sqrt(fit.covariance[1]?.[1] ?? 0), 1.5, student95(fit.dof)),
      };
    });
    expectCovered(`gain and offset, ${count} points, noise from residuals`, shares);
  });
});
