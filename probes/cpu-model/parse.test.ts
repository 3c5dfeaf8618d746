import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BusyTime, parseBusyJiffies } from "./parse.js";

describe("busy jiffies", () => {
  it("count work, and neither idleness, waiting, stolen time nor guests a second time", () => {
    //                 user nice system idle iowait irq softirq steal guest guest_nice
    const text =
      "cpu  0 0 0 0 0 0 0 0 0 0\ncpu0 100 20 30 9000 800 4 5 700 60 10\ncpu11 1 1 1 1 1 1 1 1 1 1\nintr 5 0\n";
    expect(parseBusyJiffies(text)).toEqual(
      new Map([
        [0, 159],
        [11, 5],
      ]),
    );
  });

  it.each(["", "garbage", "cpu  1 2 3 4 5 6 7 8 9 10\n", "cpu0 1 2 3\n", "cpu0 a b c d e f g\n", "cpu0 1 2 3 4 5 6"])(
    "of %j are none",
    (text) => expect(parseBusyJiffies(text).size).toBe(0),
  );
});

describe("busy time", () => {
  const reading = (...jiffies: readonly number[]) => new Map(jiffies.entries());

  it("counts from the first reading, in CPU seconds", () => {
    const busy = new BusyTime();
    expect(busy.add(reading(1000, 2000))).toBe(0);
    expect(busy.add(reading(1050, 2100))).toBeCloseTo(1.5, 12);
  });

  it("keeps what a CPU did before it was switched off, and goes on when it comes back", () => {
    const busy = new BusyTime();
    busy.add(reading(1000, 2000));
    busy.add(reading(1100, 2100));
    expect(busy.add(reading(1100))).toBeCloseTo(2, 12);
    expect(busy.add(reading(1100, 2150))).toBeCloseTo(2.5, 12);
  });

  it("never falls, and counts no jiffy twice when a count steps back", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.nat(1000), { minLength: 1, maxLength: 4 }), { minLength: 2 }), (readings) => {
        const busy = new BusyTime();
        const seconds = readings.map((jiffies) => busy.add(reading(...jiffies)));
        expect(seconds.every((value, i) => value >= (seconds[i - 1] ?? 0))).toBe(true);
        expect(seconds.at(-1)).toBeLessThanOrEqual(4 * 10.00001);
      }),
    );
  });
});
