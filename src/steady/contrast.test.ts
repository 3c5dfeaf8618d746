import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { meanAndSd } from "../core/stats.js";
import { quantity } from "../core/uncertainty.js";
import { type Contrast, judge, paired, unpaired } from "./contrast.js";

/** The mean of runs, with what they scatter, and a gain that every number of the instrument shares. */
function meanOf(values: readonly number[], { name, gain = 0 }: { name: string; gain?: number }) {
  const { mean, sd } = meanAndSd(values);
  const own = `${name}: runs`;
  return quantity(
    mean,
    [
      ["gain", gain * mean],
      [own, sd / Math.sqrt(values.length)],
    ],
    { dof: [[own, values.length - 1]] },
  );
}

const unpairedOf = (first: readonly number[], second: readonly number[], gain = 0): Contrast =>
  unpaired(meanOf(first, { name: "A", gain }), meanOf(second, { name: "B", gain }));

const pairedOf = (first: readonly number[], second: readonly number[], gain = 0): Contrast => {
  const shared = (values: readonly number[]) => {
    const { mean } = meanAndSd(values);
    return quantity(mean, [["gain", gain * mean]]);
  };
  return paired({ first, second, shared: [shared(first), shared(second)] });
};

describe("Welch's t", () => {
  // Welch's own arithmetic by hand: means 20.82 and 22.98, variances 7.0574 and .6743 (n 5 and 6)
  const a = [17.2, 20.9, 22.6, 18.5, 24.9];
  const b = [21.9, 22.3, 23.5, 23.9, 22.6, 23.7];

  it("is the textbook's, in t, degrees of freedom and p", () => {
    const [first, second] = [meanAndSd(a), meanAndSd(b)];
    const [va, vb] = [first.sd ** 2 / 5, second.sd ** 2 / 6];
    const { t, dof, p, difference } = judge(unpairedOf(a, b));
    expect(t).toBeCloseTo((second.mean - first.mean) / Math.sqrt(va + vb), 12);
    expect(dof).toBeCloseTo((va + vb) ** 2 / (va ** 2 / 4 + vb ** 2 / 5), 10);
    expect(p).toBeGreaterThan(0.1);
    expect(p).toBeLessThan(0.3);
    expect(difference.U95).toBeGreaterThan(Math.abs(difference.value));
  });

  it("finds a difference exactly where neither interval holds 'none'", () =>
    fc.assert(
      fc.property(
        fc.integer(),
        fc.integer({ min: 2, max: 9 }),
        fc.double({ min: 0, max: 0.03, noNaN: true }),
        (seed, n, shift) => {
          const random = new Random(seed);
          const runs = (mean: number) => Array.from({ length: n }, () => mean * (1 + 0.01 * random.normal()));
          const contrast =
            seed % 2 === 0
              ? unpairedOf(runs(50), runs(50 * (1 + shift)), 0.02)
              : pairedOf(runs(50), runs(50 * (1 + shift)), 0.02);
          const { p, difference, ratio95: [low, high] = [0, 2] } = judge(contrast);
          fc.pre(Math.abs(p - 0.05) > 1e-9);
          expect(Math.abs(difference.value) > difference.U95).toBe(p < 0.05);
          expect(low > 1 || high < 1).toBe(p < 0.05);
        },
      ),
    ));

  it("is the same whichever side stands first, and in whatever unit", () =>
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (seed, unit) => {
        const random = new Random(seed);
        const runs = () => Array.from({ length: 5 }, () => 10 + random.normal());
        const [x, y] = [runs(), runs()];
        const [one, other] = [
          judge(unpairedOf(x, y)),
          judge(
            unpairedOf(
              y.map((v) => v * unit),
              x.map((v) => v * unit),
            ),
          ),
        ];
        expect(other.p).toBeCloseTo(one.p, 9);
        expect(other.t).toBeCloseTo(-one.t, 9);
        const [low = 0, high = 0] = one.ratio95 ?? [];
        expect(1 / (other.ratio95?.[1] ?? 0)).toBeCloseTo(low, 6);
        expect(1 / (other.ratio95?.[0] ?? 0)).toBeCloseTo(high, 6);
      }),
    ));

  it("leaves nothing of a gain that both share in the ratio, and all of it in the difference", () => {
    const runs = [9.9, 10.1, 10, 9.95, 10.05];
    const twice = runs.map((value) => 2 * value);
    const [one, other] = [judge(unpairedOf(runs, twice)), judge(unpairedOf(runs, twice, 0.05))];
    const width = ({ ratio95: [low, high] = [0, 0] }: typeof one) => high - low;
    expect(width(other) / width(one)).toBeCloseTo(1, 1);
    expect(width(one)).toBeLessThan(0.1);
    expect(other.difference.u).toBeCloseTo(0.5, 1);
  });

  it("has no end of the ratio where the first may be zero, and none is invented", () => {
    expect(judge(unpairedOf([-1, 1, 0.2], [5, 6, 7])).ratio95).toBeUndefined();
  });

  it("of numbers that do not scatter is plain", () => {
    expect(judge(unpairedOf([2, 2], [2, 2]))).toMatchObject({ t: 0, p: 1 });
    expect(judge(unpairedOf([2, 2], [3, 3])).p).toBe(0);
  });
});

/** Shares of seeded sessions that a test calls different, and whose interval holds the truth. */
function sessions(count: number, draw: (random: Random) => { readonly contrast: Contrast; readonly truth: number }) {
  const found = Array.from({ length: count }, (_, seed) => {
    const { contrast, truth } = draw(new Random(seed + 1));
    const { p, ratio95: [low, high] = [0, 0] } = judge(contrast);
    return { called: p < 0.05, covered: low <= truth && truth <= high };
  });
  const share = (of: (one: (typeof found)[number]) => boolean) => found.filter(of).length / count;
  return { called: share(({ called }) => called), covered: share(({ covered }) => covered) };
}

const RUNS = 8;
/** Runs of one session in their order: a gain of the instrument, scatter, and a drift over the whole of it. */
function session(
  random: Random,
  { effect = 0, drift = 0, cv = [0.01, 0.01] }: { effect?: number; drift?: number; cv?: readonly number[] },
) {
  const gain = 1 + 0.03 * random.normal();
  const at = (side: number, place: number) =>
    gain * 100 * (1 + side * effect) * (1 + (cv[side] ?? 0) * random.normal()) * (1 + (drift * place) / (2 * RUNS));
  return at;
}

/** First all of one, then all of the other. */
function oneAfterTheOther(random: Random, how: Parameters<typeof session>[1]) {
  const at = session(random, how);
  const first = Array.from({ length: RUNS }, (_, k) => at(0, k));
  const second = Array.from({ length: RUNS }, (_, k) => at(1, RUNS + k));
  return { contrast: unpairedOf(first, second, 0.03), truth: 1 + (how.effect ?? 0) };
}

/** In blocks of two, of which each second one is turned round. */
function interleaved(random: Random, how: Parameters<typeof session>[1]) {
  const at = session(random, how);
  const [first, second]: [number[], number[]] = [[], []];
  let forward = true;
  for (let k = 0; k < RUNS; k++) {
    forward = k % 2 === 0 ? random.uniform() < 0.5 : !forward;
    const one = forward ? 0 : 1;
    first.push(at(0, 2 * k + one));
    second.push(at(1, 2 * k + 1 - one));
  }
  return { contrast: pairedOf(first, second, 0.03), truth: 1 + (how.effect ?? 0) };
}

const MANY = 1000;

describe("over many seeded sessions", () => {
  it.each([
    { name: "Welch's, equal scatter", draw: oneAfterTheOther, cv: [0.01, 0.01] },
    { name: "Welch's, one side scatters four times as much", draw: oneAfterTheOther, cv: [0.01, 0.04] },
    { name: "paired", draw: interleaved, cv: [0.01, 0.01] },
    { name: "paired, unequal scatter", draw: interleaved, cv: [0.01, 0.04] },
  ])(
    "$name: 3.0 to 7.5 of 100 equal commands are called different, 93 to 97 of 100 intervals hold the truth",
    ({ draw, cv }) => {
      const equal = sessions(MANY, (random) => draw(random, { cv }));
      expect(equal.called).toBeGreaterThanOrEqual(0.03);
      expect(equal.called).toBeLessThanOrEqual(0.075);
      const unequal = sessions(MANY, (random) => draw(random, { cv, effect: -0.3 }));
      expect(unequal.covered).toBeGreaterThanOrEqual(0.93);
      expect(unequal.covered).toBeLessThanOrEqual(0.97);
    },
  );

  it("a real difference of 2 % is seen in nine of ten, where runs scatter by 1 %", () => {
    expect(sessions(MANY, (random) => oneAfterTheOther(random, { effect: 0.02 })).called).toBeGreaterThan(0.9);
    expect(sessions(MANY, (random) => interleaved(random, { effect: 0.02 })).called).toBeGreaterThan(0.9);
  });

  it("a drift of 5 % over the session breaks one after the other, and not the blocks", () => {
    const drifting = { drift: 0.05, cv: [0.005, 0.005] };
    expect(sessions(MANY, (random) => oneAfterTheOther(random, drifting)).called).toBeGreaterThan(0.5);
    const blocks = sessions(MANY, (random) => interleaved(random, drifting));
    expect(blocks.called).toBeLessThanOrEqual(0.075);
    expect(blocks.covered).toBeGreaterThanOrEqual(0.93);
  });
});
