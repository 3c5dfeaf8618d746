import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { student95 } from "../../src/core/stats.js";
import { align } from "./align.js";
import { driftOf } from "./drift.js";
import { pairPoints } from "./points.js";
import { type Aligned, findSteps } from "./steps.js";
import { type Stairs, stairs } from "./testing/stairs.js";

const load = { levels: [20, 55, 2, 35, 12, 80, 6, 44, 66, 20], dwellS: [6, 5, 7, 6, 5, 8, 6, 5, 6, 6] };
const amperes = (more: Partial<Stairs> = {}) => stairs({ ...load, periodS: 0.01, noise: 0.1, ...more });
const inputOf = (current: number) => 0.6 + 1.045 * current + 9e-4 * current ** 2;
const input = (more: Partial<Stairs> = {}) =>
  stairs({ ...load, levels: load.levels.map(inputOf), periodS: 0.02, noise: 0.2, seed: 5, ...more });
const now = (trace: ReturnType<typeof amperes>): Aligned => ({ trace, lagS: 0 });
const options = { minDwellS: 3, settleS: 0.5, minSteadyS: 2 };

describe("steps", () => {
  it("are found where the load changes, in order", () => {
    const edges = load.dwellS.map((_, i) => load.dwellS.slice(0, i + 1).reduce((sum, dwell) => sum + dwell, 0));
    const found = findSteps([now(amperes()), now(input())], options);
    expect(found.map(({ step }) => step)).toEqual(load.levels.map((_, i) => i));
    for (const [i, { from, to }] of found.entries()) {
      const [start, end] = [edges[i - 1] ?? 0, edges[i] ?? 0];
      expect(from / 1e9).toBeGreaterThanOrEqual(start);
      expect(to / 1e9).toBeLessThanOrEqual(end);
      expect((to - from) / 1e9).toBeGreaterThan(end - start - 1);
    }
  });

  it("are found in noise as large as the smallest of them, and through settling", () => {
    const traces = [now(amperes({ noise: 4 })), now(input({ noise: 4, settleS: 0.3 }))];
    expect(findSteps(traces, options)).toHaveLength(10);
  });

  it("are none in noise, in a ripple of the load, and in its slow wander", () => {
    const flat = { levels: [30], dwellS: [60], periodS: 0.01, noise: 1 };
    for (const seed of [1, 2, 3, 4]) expect(findSteps([now(stairs({ ...flat, seed }))], options)).toHaveLength(1);
    const rippling = stairs({
      levels: Array.from({ length: 600 }, (_, i) => 30 + (i % 2)),
      dwellS: Array(600).fill(0.1),
      periodS: 0.01,
    });
    expect(findSteps([now(rippling)], options)).toHaveLength(1);
  });

  it("shorter than the shortest dwell are no steps of their own", () => {
    const blip = { levels: [10, 50, 10, 40], dwellS: [8, 0.4, 8, 8], periodS: 0.01 };
    expect(findSteps([now(stairs(blip))], { minDwellS: 3 })).toHaveLength(2);
  });

  it("of a trace without samples are none", () => {
    const empty = { ...amperes(), at: new Float64Array(), values: new Float64Array() };
    expect(findSteps([now(empty)], options)).toEqual([]);
  });
});

describe("points", () => {
  it("have the level of each step within its stated uncertainty, in 95 % of steps", () => {
    let [inside, all] = [0, 0];
    for (let seed = 1; seed <= 30; seed++) {
      const traces = [now(amperes({ seed })), now(input({ seed: seed + 100 }))];
      const { points, excluded } = pairPoints(traces, findSteps(traces, options), options);
      expect([points.length, excluded]).toEqual([10, []]);
      for (const { step, values } of points)
        for (const [trace, { mean, u, dof }] of values.entries()) {
          const level = load.levels[step] ?? 0;
          all++;
          if (Math.abs(mean - (trace === 0 ? level : inputOf(level))) <= student95(dof) * u) inside++;
        }
    }
    expect(inside / all).toBeGreaterThan(0.92);
    expect(inside / all).toBeLessThan(0.98);
  });

  it("of recordings that lag each other are of one span once these are aligned", () => {
    const late = input({ lagS: 0.35, windowS: 0.1, periodS: 0.1 });
    const { lagS } = align(amperes(), late);
    const traces = [now(amperes()), { trace: late, lagS }];
    const { points } = pairPoints(traces, findSteps(traces, options), { ...options, settleS: 0 });
    for (const { step, values } of points)
      expect(Math.abs((values[1]?.mean ?? 0) - inputOf(load.levels[step] ?? 0))).toBeLessThan(0.3);
    expect(points).toHaveLength(10);
  });

  it("leave out the start until the load is steady", () => {
    const warming = { levels: [10, 50], dwellS: [20, 60], periodS: 0.1, settleS: 5, noise: 0.05 };
    const { points } = pairPoints([now(stairs(warming))], [{ step: 0, from: 20e9, to: 80e9 }], { minSteadyS: 10 });
    expect(points[0]?.from).toBeGreaterThan(35e9);
    expect(points[0]?.values[0]?.mean).toBeCloseTo(50, 1);
  });

  it("are none where the load never is steady, and the reason says by how much it moves", () => {
    const warming = { levels: [10, 50], dwellS: [1, 10], periodS: 0.1, settleS: 20, noise: 0.05 };
    const { points, excluded } = pairPoints([now(stairs(warming))], [{ step: 3, from: 1e9, to: 11e9 }], {
      minSteadyS: 5,
    });
    expect(points).toEqual([]);
    expect(excluded).toMatchObject([{ step: 3, reason: expect.stringMatching(/not steady: .* % over .* s/) }]);
  });

  it.each([
    [{ from: 1e9, to: 2e9 }, "too short"],
    [{ from: 1e12, to: 2e12 }, "trace 1 has too few samples"],
  ])("are none for the window %j: %s", (window, words) => {
    const { excluded } = pairPoints([now(amperes())], [{ step: 0, ...window }], options);
    expect(excluded[0]?.reason).toContain(words);
  });

  it("take nothing from gaps, and none are made of a step that is mostly gap", () => {
    const whole = amperes();
    const holes = (share: number) => ({
      ...whole,
      values: whole.values.map((value, i) => (i % 10 < share * 10 ? Number.NaN : value)),
    });
    const window = [{ step: 0, from: 0, to: 6e9 }];
    expect(pairPoints([now(holes(0.3))], window, options).points[0]?.values[0]?.mean).toBeCloseTo(20, 1);
    expect(pairPoints([now(holes(0.7))], window, options).points).toEqual([]);
  });

  it("take no sample whose window reaches out of the step", () => {
    const slow = stairs({ levels: [0, 100, 0], dwellS: [10, 10, 10], periodS: 0.5, windowS: 2 });
    const { points } = pairPoints([now(slow)], [{ step: 1, from: 10e9, to: 20e9 }], { minSteadyS: 5 });
    expect(points[0]?.values[0]).toMatchObject({ mean: 100, sd: 0 });
  });

  it("and exclusions are the windows, whatever the traces hold", () => {
    const samples = fc.array(fc.tuple(fc.nat(1000), fc.oneof(fc.double(), fc.constantFrom(0, 5))), { maxLength: 60 });
    fc.assert(
      fc.property(samples, fc.array(fc.tuple(fc.nat(20_000), fc.nat(20_000)), { maxLength: 5 }), (pairs, spans) => {
        let at = 0;
        const times = Float64Array.from(pairs, ([span]) => (at += (span + 1) * 1e6));
        const trace = { at: times, values: Float64Array.from(pairs, ([, value]) => value), periodS: 0.5, windowS: 0 };
        const windows = spans.map(([from, to], step) => ({ step, from: from * 1e6, to: to * 1e6 }));
        const { points, excluded } = pairPoints([now(trace)], windows, { minSteadyS: 1 });
        expect(points.length + excluded.length).toBe(windows.length);
        findSteps([now(trace)], { minDwellS: 2 });
      }),
    );
  });
});

describe("a step taken twice", () => {
  const [at, to] = [0, 30e9];
  const taken = (level: number, seed: number) =>
    pairPoints(
      [now(stairs({ levels: [level], dwellS: [30], periodS: 0.01, noise: 0.5, seed }))],
      [{ step: 0, from: at, to }],
      options,
    ).points[0];

  it("is said to have drifted when it did, and by how much", () => {
    const [first, same, other] = [taken(50, 1), taken(50, 2), taken(50.4, 3)];
    if (first === undefined || same === undefined || other === undefined) throw new Error("no point");
    expect(driftOf(first, same)[0]).toMatchObject({ significant: false });
    const [drift] = driftOf(first, other);
    expect(drift).toMatchObject({ significant: true });
    expect(drift?.relative).toBeCloseTo(0.008, 3);
  });
});
