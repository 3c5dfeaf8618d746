import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rawOf } from "./raw-of.js";

const scales = fc.constantFrom(1, 1e-3, 1e-6, 2.5e-3, 15.3e-6, 0.00125);

describe("the raw number of a value in SI", () => {
  it("of an instrument that gives whole numbers is that number", () =>
    fc.assert(
      fc.property(fc.integer({ min: -(2 ** 40), max: 2 ** 40 }), scales, (raw, scale) => {
        const back = rawOf(raw * scale, scale);
        expect(back * scale).toBe(raw * scale);
        expect(Number.isInteger(back)).toBe(true);
      }),
    ));

  it("of any other gives the same value again, or one that a double cannot tell from it", () =>
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), scales, (raw, scale) => {
        const si = raw * scale;
        expect(Math.abs(rawOf(si, scale) * scale - si)).toBeLessThanOrEqual(2 ** -51 * Math.abs(si));
      }),
    ));

  it("of none is none", () => expect(rawOf(Number.NaN, 1e-3)).toBeNaN());
});
