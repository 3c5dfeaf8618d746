import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Pace } from "../core/batch.js";
import { PaceTotal } from "./pace-total.js";
import { PACE_BINS, paceBin } from "./pacer.js";

const histogram = (nanos: readonly number[]): Uint32Array => {
  const bins = new Uint32Array(PACE_BINS);
  for (const value of nanos) {
    const bin = paceBin(value / 1e6);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  return bins;
};
const paceOf = (lateness: readonly number[], readTime: readonly number[] = [], missed = 0): Pace => ({
  ticks: lateness.length,
  missed,
  lateness: histogram(lateness),
  readTime: histogram(readTime),
});
/** The value below which a share of the others are, itself included. */
const exact = (nanos: readonly number[], share: number) =>
  ([...nanos].sort((a, b) => a - b)[Math.ceil(share * nanos.length) - 1] ?? Number.NaN) / 1000;

/** From a microsecond to what the last bin can hold with room to spare. */
const durations = fc.array(
  fc.double({ min: 3, max: 9.5, noNaN: true }).map((exponent) => 10 ** exponent),
  { minLength: 1, maxLength: 300 },
);
/** A bin is 2^(1/8) wide, and the answer is rounded to a tenth of a microsecond. */
const isNear = (got: number | undefined, want: number) => Math.abs((got ?? Number.NaN) - want) <= 0.091 * want + 0.05;

describe("percentiles of the pace", () => {
  it("are within 9 % of the durations' own, over any number of batches", () => {
    fc.assert(
      fc.property(fc.array(durations, { minLength: 1, maxLength: 5 }), (batches) => {
        const total = new PaceTotal();
        for (const nanos of batches) total.add(paceOf(nanos));
        const all = batches.flat();
        expect(isNear(total.latenessMicros?.p50, exact(all, 0.5))).toBe(true);
        expect(isNear(total.latenessMicros?.p99, exact(all, 0.99))).toBe(true);
      }),
    );
  });

  it("keep lateness and read time apart", () => {
    const total = new PaceTotal();
    total.add(paceOf([50_000, 50_000, 50_000], [2_000_000]));
    expect(isNear(total.latenessMicros?.p50, 50)).toBe(true);
    expect(isNear(total.readMicros?.p99, 2000)).toBe(true);
  });

  it("of ticks that were never late stay below a microsecond", () => {
    const total = new PaceTotal();
    total.add(paceOf([0, 10, 999]));
    expect(total.latenessMicros?.p99).toBeLessThanOrEqual(1);
  });

  it("see one late tick in fifty, and not one in a thousand", () => {
    const late = (count: number) => {
      const total = new PaceTotal();
      total.add(paceOf([...Array.from({ length: count - 1 }, () => 20_000), 5e8]));
      return total.latenessMicros?.p99;
    };
    expect(isNear(late(50), 5e5)).toBe(true);
    expect(isNear(late(1000), 20)).toBe(true);
  });

  it("are null, not 0, where nothing was paced", () => {
    const total = new PaceTotal();
    expect([total.latenessMicros, total.readMicros, total.missed]).toEqual([null, null, 0]);
  });
});

it("missed ticks add up", () => {
  const total = new PaceTotal();
  total.add(paceOf([1000], [], 3));
  total.add(paceOf([], [], 4));
  expect(total.missed).toBe(7);
});
