import fc from "fast-check";
import { expect, it } from "vitest";
import { LogClock } from "./log-clock.js";

const said = (seconds: readonly number[]) => {
  const clock = new LogClock();
  for (const s of seconds) clock.see(BigInt(Math.round(s * 1e9)));
  return clock.findings("log").map(({ code, message }) => `${code}: ${message}`);
};
const range = (from: number, to: number, step = 1) =>
  Array.from({ length: (to - from) / step }, (_, k) => from + k * step);

it("names by how much and when a log's clock was set back, and how many rows that cost", () => {
  expect(said([...range(0, 100), ...range(50, 200)])).toEqual([
    "clock-step: The log's clock goes back by 49.000 s, 99.000 s after its start: 49 rows until it had caught up are no samples",
  ]);
});

it("counts steps, also back from a clock that was far ahead until then", () => {
  const [message] = said([...range(0, 10), ...range(7200, 7210), ...range(20, 30), ...range(5, 40)]);
  expect(message).toMatch(/goes back by 7189.000 s, 7209.000 s after its start \(2 times in all\)/);
});

it("is silent about single damaged times, rows out of order within a second, and any log that goes on", () => {
  expect(said([...range(0, 10), 3, ...range(10, 20)])).toEqual([]);
  expect(said([0, 1, 2.5, 2, 3, 3, 4])).toEqual([]);
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1e4, noNaN: true })), (steps) => {
      let at = 0;
      expect(said(steps.map((step) => (at += step)))).toEqual([]);
    }),
  );
});
