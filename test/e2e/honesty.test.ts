import { expect, it } from "vitest";
import { gross, misses, outside, plain, tally, unexplained } from "../long/honesty/tally.js";

// The short form of test/long/honesty.test.ts: enough to catch a number that is quietly wrong.
it("what an instrument with faults gives is right within U95, or is not given", () => {
  const found = tally({ seed: 1, runs: 500, faults: 3, ticks: 1000 });
  const numbers = plain(found.outcomes);
  const assumed = found.bounded.filter(({ holds }) => holds);
  expect(found.broken.slice(0, 3)).toEqual([]);
  expect(numbers.length).toBeGreaterThan(1000);
  expect(misses(numbers).length / numbers.length).toBeLessThan(0.06);
  expect(gross(numbers).length / numbers.length).toBeLessThan(0.003);
  expect(unexplained(found.outcomes)).toEqual([]);
  expect(assumed.length).toBeGreaterThan(100);
  expect(outside(assumed).length / assumed.length).toBeLessThan(0.03);
});
