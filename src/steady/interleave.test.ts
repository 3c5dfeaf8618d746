import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { interleaved } from "./interleave.js";

describe("the order of interleaved runs", () => {
  it("has each side once in every block, and two neighbouring blocks drift alike", () =>
    fc.assert(
      fc.property(fc.nat({ max: 50 }), fc.integer(), (blocks, seed) => {
        const order = interleaved(blocks, new Random(seed));
        expect(order).toHaveLength(2 * blocks);
        for (let k = 0; k < blocks; k++) expect(order.slice(2 * k, 2 * k + 2).sort()).toEqual(["A", "B"]);
        for (let k = 0; k + 3 < order.length; k += 4)
          expect(["ABBA", "BAAB"]).toContain(order.slice(k, k + 4).join(""));
      }),
    ));

  it("is the same for the same seed, and begins with either side about as often", () => {
    expect(interleaved(9, new Random(5))).toEqual(interleaved(9, new Random(5)));
    const begun = Array.from({ length: 200 }, (_, seed) => interleaved(1, new Random(seed))[0]);
    const share = begun.filter((label) => label === "A").length / 200;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });
});
