import { describe, expect, it } from "vitest";
import type { Rail } from "../core/rail.js";
import { Random } from "../core/random.js";
import { averaging, counterRail, measureRail, powerRail, SECOND, span } from "./testing/fixture.js";
import { energyAt, every, meansOf, noisy, over, polled, powersOf, run, type Steps } from "./testing/sensors.js";

const T = 0.1;
const seconds = [0.5, 2, 10, 60];
const SEEDS = 120;
const nanos = (instants: readonly number[]) => instants.map((s) => s * SECOND);

/** Energy of a busy run of `d` seconds less 250 d, in %, from what a sensor shows of it. */
function errorOf(d: number, rail: Rail, show: (at: readonly number[]) => readonly number[]) {
  return (random: Random): number => {
    const at = every(T, 5 - 2 + T * random.uniform(), 5 + d + 2);
    const [found] = measureRail({ rail, at: nanos(at), columns: [show(at)], spans: [span(5, 5 + d)], spacing: T });
    return 100 * ((found?.energy?.value ?? Number.NaN) / (250 * d) - 1);
  };
}

describe.each(seconds)("a busy run of %d s at any phase of samples every 100 ms (measurement.md 4.1)", (d) => {
  const load = run(5, 5 + d);

  it("is exact where samples are instants: clamped", () => {
    const { mean, sd } = over(
      SEEDS,
      errorOf(d, powerRail(), (at) => powersOf(load, at)),
    );
    expect(Math.hypot(mean, sd)).toBeLessThan(1e-7);
  });
  it("is exact where they are means over a part of the period", () => {
    const narrow = powerRail(averaging("boxcar", 0.025));
    const { mean, sd } = over(
      SEEDS,
      errorOf(d, narrow, (at) => meansOf(load, at, 0.025)),
    );
    expect(Math.hypot(mean, sd)).toBeLessThan(1e-7);
  });
  it("is low by the table's two mixed bins where they are means over the whole of it", () => {
    const { mean, sd } = over(
      SEEDS,
      errorOf(d, powerRail(averaging("boxcar", T)), (at) => meansOf(load, at, T)),
    );
    // by overlap a mixed bin keeps its share f: dP T f(1 - f) is lost at an edge, dP T/6 on average
    expect(Math.abs(mean - -2.27 / d)).toBeLessThan(0.35 / d);
    expect(sd).toBeLessThan(1.2 / d);
  });
  it("is as exact as its updates where they are of a counter", () => {
    const rail = counterRail({ period: 0.001, columns: [{ name: "e", quantity: "energy", unit: "J", scale: 1 }] });
    const trial = (random: Random) => {
      const updates = every(0.001, 3 + 0.001 * random.uniform(), 8 + d);
      return errorOf(d, rail, (at) => polled(at, updates, energyAt(load, updates)))(random);
    };
    const { mean, sd } = over(SEEDS, trial);
    expect(Math.abs(mean)).toBeLessThan(0.02 / d);
    // T_u/(sqrt6 D) and what the power carried on to the edges adds
    expect(sd).toBeLessThan((1.6 * 100 * 0.001) / Math.sqrt(6) / d);
  });
});

describe("a sensor that is polled faster than it makes values", () => {
  const polls = (random: Random) => every(0.005, 3 + 0.005 * random.uniform(), 9);
  const measured = (rail: Rail, random: Random, show: (at: readonly number[]) => number[], spread = 0) => {
    const [at, updates] = [polls(random), every(T, 2.9 + T * random.uniform(), 9)];
    const shown = show(updates).map((value) => value + 0.001 * random.normal());
    const raw = polled(at, updates, shown);
    const [found] = measureRail({
      rail,
      at: nanos(at),
      columns: [raw],
      spans: [span(5, 7)],
      spacing: 0.005,
    });
    return (found?.energy?.value ?? Number.NaN) + spread;
  };
  it("is read at its updates: no bias of half a period at the edges", () => {
    const load = run(5, 7);
    const { mean, sd } = over(SEEDS, (random) => measured(powerRail(), random, (at) => powersOf(load, at)));
    // held values would be 1.7 % low; what is left is when within a poll they were new
    expect(Math.abs(mean / 500 - 1)).toBeLessThan(0.002);
    expect(sd).toBeLessThan(2);
  });
  it("gives a counter's energy to a poll, not to an update", () => {
    const rail = counterRail({ period: T, columns: [{ name: "e", quantity: "energy", unit: "J", scale: 1 }] });
    const found = over(SEEDS, (random) => measured(rail, random, (at) => energyAt(run(4, 8), at)));
    expect(Math.abs(found.mean / 500 - 1)).toBeLessThan(0.0005);
    expect(found.sd / 500).toBeLessThan(0.0015);
  });
});

describe("a known delay", () => {
  const shown = (delay: number) => {
    const at = every(0.01, 0, 20);
    const shifted = run(5 + delay, 7 + delay);
    return { at: nanos(at), columns: [powersOf(shifted, at)] };
  };
  it("is where the window is looked for; its uncertainty is the probe's, shared by windows", () => {
    const rail = powerRail({ period: 0.01, delay: { seconds: 0.123, u: 0.01 } });
    const [found, other] = measureRail({
      rail,
      ...shown(0.123),
      spans: [span(5, 7), span(4, 6, { key: "other" })],
    });
    expect(found?.energy?.value).toBeCloseTo(500, 9);
    expect(Math.abs(found?.energy?.sources.get("meter/delay") ?? 0)).toBeCloseTo(1.7, 9);
    expect(other?.energy?.sources.has("meter/delay")).toBe(true);
  });
  it("that is not told loses the delay's share of the run", () => {
    const [found] = measureRail({ rail: powerRail({ period: 0.01 }), ...shown(0.123), spans: [span(5, 7)] });
    expect(found?.energy?.value).toBeCloseTo(500 - 170 * 0.123, -1);
  });
  it("moves a counter's window as well", () => {
    const at = every(0.01, 0, 20);
    const rail = counterRail({
      columns: [{ name: "e", quantity: "energy", unit: "J", scale: 1 }],
      delay: { seconds: 0.123, u: 0 },
    });
    const columns = [energyAt(run(5.123, 7.123), at)];
    const [found] = measureRail({ rail, at: nanos(at), columns, spans: [span(5, 7)] });
    expect(Math.abs((found?.energy?.value ?? 0) - 500)).toBeLessThan(0.2);
  });
});

describe("a running mean of 1 s every 100 ms", () => {
  const rail = powerRail(averaging("running-mean", 1));
  const measured = (load: Steps, random: Random, sd = 0) => {
    const at = every(T, 1 + T * random.uniform(), 20);
    const shown = noisy(meansOf(load, at, 1), sd, random);
    const [found] = measureRail({ rail, at: nanos(at), columns: [shown], spans: [span(5, 15)] });
    return found?.energy ?? null;
  };
  it("is exact over whole widths of a steady load, at any phase of the samples", () => {
    const { mean, sd } = over(SEEDS, (random) => measured(run(5, 15), random)?.value ?? Number.NaN);
    expect(Math.abs(mean - 2500)).toBeLessThan(1e-6);
    expect(sd).toBeLessThan(1e-6);
  });
  it("takes all ten ways to tile the window: their mean is less noisy than any, their spread is in u", () => {
    const trial = (random: Random) => measured(run(5, 15), random, 5)?.value ?? Number.NaN;
    // one tiling of 10 samples of 5 W of noise: 16 J and more
    expect(over(SEEDS, trial).sd).toBeLessThan(10);
    const uneven = {
      before: 80,
      steps: [
        [5, 250],
        [9.5, 100],
        [15, 80],
      ],
    } satisfies Steps;
    const energy = measured(uneven, new Random(1));
    expect(Math.abs(energy?.sources.get("meter/window edges/w") ?? 0)).toBeGreaterThan(0);
  });
});
