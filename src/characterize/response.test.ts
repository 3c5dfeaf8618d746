import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { emulateUpdates } from "./emulate.js";
import { loadOf } from "./load.js";
import { responseTo } from "./response.js";

const step = loadOf([[1, 100]]);

describe("what a sensor shows of a step", () => {
  it("is the step, the delay later, when it is instantaneous", () => {
    const at = responseTo(step, { delayS: 0.2, windowS: 0, lagS: 0 });
    expect([at(1.19), at(1.21)]).toEqual([0, 1]);
  });

  it("is a ramp as long as its window", () => {
    const at = responseTo(step, { delayS: 0.2, windowS: 0.4, lagS: 0 });
    expect(at(1.3)).toBeCloseTo(0.25, 12);
    expect(at(2)).toBeCloseTo(1, 12);
  });

  it("is an exponential with a lag, and its exact mean with a window too", () => {
    const lagged = responseTo(step, { delayS: 0, windowS: 0, lagS: 0.5 });
    expect(lagged(1.5)).toBeCloseTo(1 - Math.exp(-1), 12);
    const both = responseTo(step, { delayS: 0, windowS: 0.5, lagS: 0.5 });
    expect(both(1.5)).toBeCloseTo(1 - (1 - Math.exp(-1)), 12);
  });

  it("is joules that grow by the power, of a counter", () => {
    const span = { fromS: 0, toS: 3, random: new Random(1), lowW: 10, highW: 110 };
    const { atS, value } = emulateUpdates({ periodS: 0.5, counts: true }, step, span);
    expect([...atS]).toEqual([0, 0.5, 1, 1.5, 2, 2.5]);
    expect([...value]).toEqual([0, 5, 10, 65, 120, 175]);
  });

  it("takes 8 evenly shifted starts to the exact mean where one start errs by tens of percent (vector 11)", () => {
    const sensor = { periodS: 0.1, windowS: 0.025 };
    const means = Array.from({ length: 8 }, (_, shift) => {
      const spans = Array.from({ length: 40 }, (_, k) => [k * 0.1 + shift * 0.0125, k * 0.1 + shift * 0.0125 + 0.05]);
      const load = loadOf(spans.map(([on = 0, off = 0]) => [on, off]));
      const span = { fromS: 0.4, toS: 3.55, random: new Random(1), lowW: 80, highW: 250 };
      const { value } = emulateUpdates(sensor, load, span);
      return value.reduce((sum, each) => sum + each, 0) / value.length;
    });
    expect(means.reduce((sum, mean) => sum + mean, 0) / 8).toBeCloseTo(165, 6);
    expect(Math.max(...means.map((mean) => Math.abs(mean / 165 - 1)))).toBeGreaterThan(0.4);
  });
});
