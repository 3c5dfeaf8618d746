import * as fc from "fast-check";
import { expect, it } from "vitest";
import { Recent } from "./recent.js";

it("gives for every number what was written for it, whatever came in between", () => {
  const few = fc.constantFrom(0, -0, 1, 5.5, Number.NaN, 1e300);
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.double(), few, fc.integer({ min: 0, max: 4095 })), { maxLength: 3000 }), (all) => {
      const recent = new Recent();
      for (const number of all) expect(recent.text(number, () => `v=${number}`)).toBe(`v=${number}`);
    }),
    { numRuns: 40 },
  );
});

it("writes a number that comes again once", () => {
  const recent = new Recent();
  let written = 0;
  for (let k = 0; k < 100; k++)
    recent.text(7.25, () => {
      written++;
      return "7.25";
    });
  expect(written).toBe(1);
});
