import { describe, expect, it } from "vitest";
import { BlockClock } from "./block-clock.js";

const MS = 1_000_000n;
const spans = (...lengths: readonly number[]) => lengths.map((length) => ({ length }));
const ms = (instants: readonly bigint[]) => instants.map((at) => Number(at / MS));

describe("the end of a block", () => {
  it("is its arrival while it comes on time", () => {
    const clock = new BlockClock();
    expect(ms([1000n, 1100n, 1201n].flatMap((at) => clock.place(at * MS, spans(0.1))))).toEqual([1000, 1100, 1201]);
  });

  it("is one length after the one before it when it waited in a pipe", () => {
    const clock = new BlockClock();
    clock.place(1000n * MS, spans(0.1));
    expect(ms(clock.place(1950n * MS, spans(0.1)))).toEqual([1102]);
    expect(ms(clock.place(1951n * MS, spans(0.1)))).toEqual([1204]);
  });

  it("is not its arrival when it comes with others", () => {
    expect(ms(new BlockClock().place(1000n * MS, spans(0.1, 0.1, 0.2)))).toEqual([700, 800, 1000]);
  });

  it("is never later than its arrival, nor drifts away from it", () => {
    const clock = new BlockClock();
    for (let at = 1000n; at < 100_000n; at += 99n) expect(clock.place(at * MS, spans(0.1))).toEqual([at * MS]);
  });

  it("is its arrival where the one before it was lost, and those before that stay where they were", () => {
    const clock = new BlockClock();
    clock.place(1000n * MS, spans(0.1));
    expect(ms(clock.place(1300n * MS, [{ length: 0.1 }, { length: 0.1, afterLoss: true }]))).toEqual([1102, 1300]);
    expect(ms(clock.place(1400n * MS, spans(0.1)))).toEqual([1400]);
  });

  it("knows nothing of those before the program was started anew", () => {
    const clock = new BlockClock();
    clock.place(1000n * MS, spans(0.1));
    clock.restart();
    expect(ms(clock.place(5000n * MS, spans(0.1)))).toEqual([5000]);
  });
});
