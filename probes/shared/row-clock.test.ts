import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RowClock } from "./row-clock.js";

const HOUR = 3_600_000;
const wall = Date.UTC(2026, 9, 25, 0, 59, 59);
const arrivedAfter = (ms: number) => ({ mono: BigInt(ms + 1000) * 1_000_000n, wallMs: wall + ms });
const instant = (ms: number) => arrivedAfter(ms).mono;

describe("the clock of rows", () => {
  it("places a row where it was stamped, in whatever zone", () => {
    fc.assert(
      fc.property(fc.integer({ min: -48, max: 56 }), fc.integer({ min: 0, max: 400_000 }), (quarters, age) => {
        const clock = new RowClock();
        const zone = quarters * 900_000;
        expect(clock.place(wall + zone, arrivedAfter(0))).toBe(instant(0));
        expect(clock.place(wall + zone + 10, arrivedAfter(10 + age))).toBe(instant(10));
      }),
    );
  });

  it.each([-HOUR, HOUR])("goes on when local time jumps by %d ms", (jump) => {
    const clock = new RowClock();
    const placed = [0, 100, 200, 300].map((ms) => {
      const zone = 2 * HOUR + (ms < 200 ? 0 : jump);
      return clock.place(wall + zone + ms, arrivedAfter(ms + 1));
    });
    expect(placed).toEqual([0, 100, 200, 300].map(instant));
  });

  it("keeps rows that waited in a pipe apart, though they arrive together", () => {
    const clock = new RowClock();
    clock.place(wall, arrivedAfter(0));
    expect([100, 200, 300].map((ms) => clock.place(wall + ms, arrivedAfter(5000)))).toEqual(
      [100, 200, 300].map(instant),
    );
  });

  it("takes the arrival for a row without a stamp, and never an instant after it", () => {
    const clock = new RowClock();
    expect(clock.place(undefined, arrivedAfter(7))).toBe(instant(7));
    expect(clock.place(wall + 20, arrivedAfter(7))).toBe(instant(7));
  });
});
