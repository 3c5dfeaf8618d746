import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { meanAndSd, student95 } from "../core/stats.js";
import { combineShifts, type PartTime, partTimeOf, planShifts, type ShiftedRun } from "./shifts.js";
import { shareOf, trials } from "./testing/series.js";

const [HIGH, LOW, KERNEL] = [250, 80, 0.1];
/** Energy from 0 on of a kernel that is busy in the first half of its 100 ms. */
const energyTo = (t: number): number => {
  const whole = Math.floor(t / KERNEL);
  const within = t - whole * KERNEL;
  const busy = Math.min(within, KERNEL / 2);
  return whole * ((HIGH + LOW) / 2) * KERNEL + busy * HIGH + (within - busy) * LOW;
};

/** What a sensor shows of 32 kernels that begin at `start`: the mean of its samples whose windows lie within. */
function shown({ period, width }: PartTime, start: number, repeats = 32): number {
  const values: number[] = [];
  for (let k = Math.ceil((start + width) / period); k * period <= start + repeats * KERNEL + 1e-12; k++) {
    const at = k * period - start;
    values.push(
      width > 0 ? (energyTo(at) - energyTo(at - width)) / width : energyTo(at + 1e-6) * 1e6 - energyTo(at) * 1e6,
    );
  }
  return meanAndSd(values).mean;
}

const TRUTH = (HIGH + LOW) / 2;
const sensor = { period: 0.1, width: 0.025 };

const train = (part: PartTime, shifts: number, late: () => number, first: number): readonly ShiftedRun[] => {
  const { step } = planShifts(part, shifts);
  return Array.from({ length: shifts }, (_, shift) => {
    const off = late();
    return { shift, value: shown(part, first + shift * step + off), late: off };
  });
};

describe("test vector 11: W 25/T 100, a half-busy kernel of 100 ms, 32 repeats", () => {
  it("scatters by 42 % however many repeats, without shifts", () => {
    const random = new Random(1);
    const runs = Array.from({ length: 200 }, () => shown(sensor, random.uniform() * 0.1) / TRUTH - 1);
    expect(meanAndSd(runs).sd).toBeCloseTo(0.42, 1);
  });

  it("gives the exact mean with 8 shifts, and nothing is left over, for 100 random first phases", () => {
    const random = new Random(2);
    for (let trial = 0; trial < 100; trial++) {
      const runs = train(sensor, 8, () => 0, random.uniform() * 0.1);
      const combined = combineShifts(runs, planShifts(sensor, 8));
      expect(combined?.mean).toBeCloseTo(TRUTH, 9);
      expect(combined?.u).toBeLessThan(1e-9);
    }
  });

  it("says what starts that miss their phase leave, neither half nor double of it (200 trials)", () => {
    const random = new Random(3);
    const combined = Array.from({ length: 200 }, () => {
      const runs = train(sensor, 8, () => 0.002 * random.normal(), random.uniform() * 0.1);
      return combineShifts(runs, planShifts(sensor, 8)) ?? { mean: 0, u: 0 };
    });
    const scatter = meanAndSd(combined.map(({ mean }) => mean)).sd;
    const said = Math.sqrt(meanAndSd(combined.map(({ u }) => u * u)).mean);
    expect(said / scatter).toBeGreaterThan(0.7);
    expect(said / scatter).toBeLessThan(2.5);
  });

  it("is unsure where too few shifts leave holes", () => {
    const random = new Random(4);
    const combined = Array.from({ length: 200 }, () => {
      const runs = train({ period: 0.1, width: 0 }, 2, () => 0, random.uniform() * 0.1);
      return combineShifts(runs, planShifts({ period: 0.1, width: 0 }, 2)) ?? { mean: 0, u: 0 };
    });
    // two instants half a period apart see both halves of this kernel: the mean is right, and not known to be
    expect(Math.max(...combined.map(({ mean }) => Math.abs(mean / TRUTH - 1)))).toBeLessThan(1e-6);
    expect(Math.min(...combined.map(({ u }) => u))).toBeGreaterThan(0.4 * TRUTH);
  });
});

describe("the interval of the mean over shifts", () => {
  /** What a sensor shows of a load of its own period, the worst there is, with harmonics that fall as 1/h. */
  const loadOf = (random: Random) => {
    const waves = Array.from({ length: 40 }, (_, k) => ({ h: k + 1, size: 30 / (k + 1), phase: random.uniform() }));
    return ({ period, width }: PartTime, at: number) =>
      waves.reduce((sum, { h, size, phase }) => {
        const x = (Math.PI * h * width) / period;
        return sum + size * (x === 0 ? 1 : Math.sin(x) / x) * Math.sin(2 * Math.PI * (h * (at / period) + phase));
      }, 100);
  };
  it.each([
    [0, 4],
    [0, 8],
    [0, 16],
    [0.01, 8],
    [0.025, 4],
    [0.025, 8],
    [0.025, 12],
    [0.03, 5],
    [0.03, 7],
  ])("of W %f s in .1 s with %i shifts holds the truth in at least 93 of 100 random loads", (width, shifts) => {
    const part = { period: 0.1, width };
    const plan = planShifts(part, shifts);
    const held = trials(300, (random) => {
      const load = loadOf(random);
      const runs = Array.from({ length: shifts }, (_, shift): ShiftedRun => {
        const late = 0.0005 * random.normal();
        return { shift, late, value: load(part, shift * plan.step + late) + 0.5 * random.normal() };
      });
      const { mean, u, dof } = combineShifts(runs, plan) ?? { mean: 0, u: 0, dof: 1 };
      return Math.abs(mean - 100) <= student95(dof) * u;
    });
    expect(shareOf(held, (one) => one)).toBeGreaterThanOrEqual(0.93);
  });
});

describe("a plan", () => {
  it("steps by W where that goes round the period evenly, else by T/N", () => {
    expect(planShifts(sensor, 8)).toMatchObject({ step: 0.025, phases: 4, tiles: true });
    expect(planShifts(sensor, 4)).toMatchObject({ step: 0.025, phases: 4, tiles: true });
    expect(planShifts(sensor, 6)).toMatchObject({ step: 0.1 / 6, phases: 6, tiles: false });
    expect(planShifts({ period: 0.1, width: 0.03 }, 10)).toMatchObject({ step: 0.01, phases: 10, tiles: true });
    expect(planShifts({ period: 0.1, width: 0 }, 5)).toMatchObject({ step: 0.02, phases: 5, tiles: false });
  });

  it("is for rails that look part of the time", () => {
    const rail = { period: 0.1, measures: "power" } as const;
    expect(partTimeOf({ ...rail, window: { kind: "boxcar", width: 0.025 } })).toEqual(sensor);
    expect(partTimeOf({ ...rail, window: { kind: "instantaneous" } })).toEqual({ period: 0.1, width: 0 });
    expect(partTimeOf({ ...rail, window: { kind: "boxcar", width: 0.1 } })).toBeUndefined();
    expect(partTimeOf({ ...rail, window: { kind: "running-mean", width: 1 } })).toBeUndefined();
    expect(partTimeOf({ ...rail, measures: "energy-counter", window: { kind: "counter" } })).toBeUndefined();
  });
});
