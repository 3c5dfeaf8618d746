import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SensorWindow } from "../core/rail.js";
import type { Random } from "../core/random.js";
import { expandedUncertainty } from "../core/uncertainty.js";
import { aliasRisk } from "./alias.js";
import { averaging, counterRail, measureRail, powerRail, SECOND, span } from "./testing/fixture.js";
import { energyAt, every, meansOf, over, powersOf, type Steps, square } from "./testing/sensors.js";

const T = 0.1;
const instants: SensorWindow = { kind: "instantaneous" };
const means = (width: number): SensorWindow => averaging("boxcar", width).window;

/** Two seconds of a square wave, at any phase of the samples, through a sensor of that kind. */
function measured(window: SensorWindow, load: Steps, turns: readonly number[], phase: number) {
  const at = every(T, 3 + T * phase, 9);
  const columns = [window.kind === "boxcar" ? meansOf(load, at, window.width) : powersOf(load, at)];
  const spans = [span(5, 7, { turns })];
  const [found] = measureRail({ rail: powerRail({ window }), at: at.map((s) => s * SECOND), columns, spans });
  if (found === undefined) throw new Error("no result");
  return found;
}

function spreadOf(window: SensorWindow, periodS: number): number {
  // it goes on at both sides, so that the edges say nothing
  const load = square(1, 11, periodS);
  const [before = 0, after = 0] = energyAt(load, [5, 7]);
  const trial = (random: Random) =>
    (measured(window, load, [], random.uniform()).energy?.value ?? 0) / (after - before);
  return 100 * over(400, trial).sd;
}

describe("2 s of a square wave of 250 and 80 W, sampled every 100 ms (measurement.md 4.5)", () => {
  it.each([
    ["instants", instants, 0.1, 51, 3],
    ["means over 25 ms", means(0.025), 0.1, 42, 3],
    ["means over 100 ms", means(0.1), 0.1, 0, 0.01],
    ["instants", instants, 0.037, 2.6, 0.5],
  ] as const)("%s scatter as the table has it for a period of %s", (_name, window, periodS, percent, tolerance) => {
    expect(Math.abs(spreadOf(window, periodS) - percent)).toBeLessThan(tolerance);
  });
  it.each([
    ["instants", instants],
    ["means over 25 ms", means(0.025)],
  ] as const)("%s of a load in step with them are flagged, and U95 holds the truth", (_name, window) => {
    for (let k = 0; k < 100; k++) {
      const found = measured(window, square(1, 11, T), [T], k / 100 + 1e-6);
      expect(found.flags).toContain("alias-risk");
      const { energy } = found;
      if (energy === null) throw new Error("no energy");
      expect(Math.abs(energy.value - 330)).toBeLessThan(expandedUncertainty(energy));
    }
  });
  it("means without a pause and counters are right, and not flagged", () => {
    const load = square(1, 11, T);
    const mean = measured(means(0.1), load, [T], 0.31);
    expect(mean.energy?.value).toBeCloseTo(330, 6);
    expect(mean.flags).not.toContain("alias-risk");
    const at = every(T, 3.03, 9);
    const rail = counterRail({ period: T, columns: [{ name: "e", quantity: "energy", unit: "J", scale: 1 }] });
    const [counted] = measureRail({
      rail,
      at: at.map((s) => s * SECOND),
      columns: [energyAt(load, at)],
      spans: [span(5, 7, { turns: [T] })],
    });
    expect(Math.abs((counted?.energy?.value ?? 0) - 330)).toBeLessThan(9);
    expect(counted?.flags).not.toContain("alias-risk");
  });
  it("8 starts, each an eighth of the period later, give the mean exactly (vector 11)", () => {
    const shifted = Array.from({ length: 8 }, (_, k) => {
      const load = square(1 + k * 0.0125, 12, T);
      return measured(means(0.025), load, [T], 0.37).meanPower?.value ?? Number.NaN;
    });
    expect(shifted.reduce((sum, watts) => sum + watts, 0) / 8).toBeCloseTo(165, 9);
    expect(Math.max(...shifted) - Math.min(...shifted)).toBeGreaterThan(100);
  });
});

describe("the risk", () => {
  it.each([
    [1, 1, 1],
    [1.019, 1, 1],
    [0.5, 1, 2],
    [1.5, 3, 2],
    [0.667, 2, 3],
    [4, 4, 1],
    [0.1, 1, 10],
  ])("of a load at %s of the period is that of %s/%s", (ratio, top, under) => {
    expect(aliasRisk(instants, T, ratio * T)).toMatchObject({ over: top, under });
  });
  it.each([1.03, 0.37, 1.1, 2.2, 5.5, 30, 0.0975])("of one at %s of it is none", (ratio) => {
    expect(aliasRisk(instants, T, ratio * T)).toBeUndefined();
  });
  it("is less the more a sensor sees, and none when it sees all", () => {
    const share = (width: number) => aliasRisk(means(width), T, T)?.share ?? 0;
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.2, noNaN: true }), fc.double({ min: 0, max: 0.1 }), (width, more) => {
        expect(share(width + more)).toBeLessThanOrEqual(share(width) + 1e-12);
      }),
    );
    expect(share(0.0901)).toBe(0);
    expect(aliasRisk({ kind: "lag", timeConstant: 1 }, T, T)?.share).toBeLessThan(0.02);
  });
});
