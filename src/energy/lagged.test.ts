import { describe, expect, it } from "vitest";
import type { SensorWindow } from "../core/rail.js";
import type { Random } from "../core/random.js";
import { measureRail, powerRail, SECOND, span } from "./testing/fixture.js";
import { energyAt, every, lagged, noisy, over, run, type Steps, square } from "./testing/sensors.js";

const TAU = 0.1545;
const lag = (more: { u?: number } = {}): { window: SensorWindow } => ({
  window: { kind: "lag", timeConstant: TAU, ...more },
});

interface Given {
  readonly load: Steps;
  readonly from: number;
  readonly to: number;
  readonly window?: SensorWindow;
  readonly periodS?: number;
  readonly phaseS?: number;
  readonly noise?: number;
  readonly random?: Random;
}

/** What is measured of a load through a lagged sensor. */
function measured({ load, from, to, window, periodS = 0.1, phaseS = 0, noise = 0, random }: Given) {
  const at = every(periodS, from - 2 + phaseS, to + 2);
  const shown = lagged(load, at, TAU);
  const [found] = measureRail({
    rail: powerRail({ period: periodS, window: window ?? lag().window }),
    at: at.map((s) => s * SECOND),
    columns: [random === undefined ? shown : noisy(shown, noise, random)],
    spans: [span(from, to)],
  });
  if (found === undefined) throw new Error("no result");
  return found;
}

const joules = (given: Given): number => measured(given).energy?.value ?? Number.NaN;

describe("a sensor that lags by 154.5 ms, every 100 ms with .5 W of noise (measurement.md 4.6)", () => {
  const trial = (seconds: number, window?: SensorWindow) => (random: Random) =>
    joules({
      load: square(4, 8, 2 * seconds),
      from: 4,
      to: 4 + seconds,
      phaseS: 0.1 * random.uniform(),
      noise: 0.5,
      random,
      ...(window && { window }),
    });

  it("half a second of 250 W is 125 J (vector 8), where what it shows makes it 100 J", () => {
    const { mean, sd } = over(200, trial(0.5));
    expect(Math.abs(mean - 125)).toBeLessThan(0.1);
    expect(sd).toBeLessThan(0.25);
    expect(over(200, trial(0.5, { kind: "instantaneous" })).mean).toBeLessThan(110);
  });
  it("two seconds are 500 J", () => {
    const { mean, sd } = over(200, trial(2));
    expect(Math.abs(mean - 500)).toBeLessThan(0.2);
    expect(sd).toBeLessThan(0.5);
  });
  it("says so much of its own uncertainty: twice u covers 90 of 100 windows and more", () => {
    const covered = Array.from({ length: 200 }, (_, k) => {
      const { energy } = measured({ load: run(4, 9), from: 4, to: 9, phaseS: k * 5e-4 });
      const u = Math.hypot(...(energy?.sources.values() ?? []));
      return Math.abs((energy?.value ?? 0) - 1250) <= 2 * u + 1e-9;
    });
    expect(covered.filter(Boolean).length).toBeGreaterThanOrEqual(180);
  });
});

describe("without noise", () => {
  it("is exact at every phase of the samples for a load that steps at the window's edges", () => {
    for (let k = 0; k < 100; k++) {
      const phaseS = 0.001 * k + 1e-6;
      expect(joules({ load: run(4, 6), from: 4, to: 6, phaseS })).toBeCloseTo(500, 6);
    }
  });
  it("gives the power itself as the least and the most, not what was shown", () => {
    const found = measured({ load: square(4, 8, 1), from: 4, to: 8 });
    expect(found.minW).toBeCloseTo(80, 6);
    expect(found.maxW).toBeCloseTo(250, 6);
  });
  it("is nearly the same however far apart the samples are, steps between them or not", () => {
    const load = square(4, 9, 0.97);
    const [before = 0, after = 0] = energyAt(load, [4, 9]);
    for (const periodS of [0.01, 0.05, 0.2]) {
      const error = joules({ load, from: 4, to: 9, periodS }) - (after - before);
      expect(Math.abs(error)).toBeLessThan(40 * periodS);
    }
  });
  it("takes the uncertainty of the time constant times the difference of what was shown at the edges", () => {
    const { energy } = measured({ load: run(4, 6), from: 4, to: 6, window: { ...lag({ u: 0.01 }).window } });
    expect(Math.abs(energy?.sources.get("meter/VDD/time constant") ?? 0)).toBeCloseTo(1.7, 1);
    expect(measured({ load: run(4, 6), from: 4, to: 6 }).energy?.sources.has("meter/VDD/time constant")).toBe(false);
  });
  it.each([0.01, 0.03, 0.05, 0.09])("wherever in the period (%d s) the window begins", (phase) => {
    const [from, to] = [4 + phase, 6 + phase];
    const { energy } = measured({ load: run(from, to), from, to, window: { ...lag({ u: 0.01 }).window } });
    // the power went up by 170 W; what was shown can have gone no farther, and in 13 time constants has gone there
    expect(Math.abs(energy?.sources.get("meter/VDD/time constant") ?? 0)).toBeGreaterThan(1.5);
  });
});
