import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { orderOf } from "./order.js";

const seeds = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const blocks = fc.integer({ min: 0, max: 1000 });

describe("the order of a block", () => {
  test("has every cell once, and is the same for the same seed and block", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), seeds, blocks, (count, seed, block) => {
        const order = orderOf(count, { seed, block });
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k));
        expect(orderOf(count, { seed, block })).toEqual(order);
      }),
    );
  });

  test("puts every cell first equally often over the blocks of a seed", () => {
    const [count, rounds] = [5, 5000];
    const firsts = new Array<number>(count).fill(0);
    for (let block = 0; block < rounds; block++) {
      const [first = 0] = orderOf(count, { seed: 2015, block });
      firsts[first] = (firsts[first] ?? 0) + 1;
    }
    // 4 standard deviations of a binomial share of one fifth
    const most = 4 * Math.sqrt(rounds * (1 / count) * (1 - 1 / count));
    for (const first of firsts) expect(Math.abs(first - rounds / count)).toBeLessThan(most);
  });

  test("differs from block to block and from seed to seed", () => {
    const texts = [1, 2, 3].flatMap((seed) => [0, 1, 2, 3].map((block) => orderOf(12, { seed, block }).join()));
    expect(new Set(texts).size).toBe(texts.length);
  });
});
