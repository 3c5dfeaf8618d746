import { describe, expect, it } from "vitest";
import { LiveTicks, type Tick, wordOf } from "./live-ticks.js";

const made = () => new LiveTicks({ probe: "p", columns: ["a", "b"], period: 0.1 });
const tick = (ms: number, a: number, b: number, word?: string): Tick => ({
  at: BigInt(ms) * 1_000_000n,
  values: [a, b],
  reasons: [undefined, word],
});

describe("live ticks", () => {
  it("are taken once, in the order of their columns", () => {
    const ticks = made();
    ticks.add(tick(100, 1, 2));
    ticks.add(tick(200, 3, 4));
    expect(ticks.take()).toMatchObject({ columns: [Float64Array.of(1, 3), Float64Array.of(2, 4)], gaps: [] });
    expect(ticks.take()).toBeUndefined();
  });

  it("that do not go forward are rejected, and said to be the reason of the hole", () => {
    const ticks = made();
    ticks.add(tick(100, 1, 2));
    ticks.take();
    expect(ticks.add(tick(100, 1, 2))).toBe(false);
    ticks.add(tick(400, 1, 2));
    const batch = ticks.take();
    expect(batch?.rejected).toEqual({ count: 1, of: "line" });
    expect(batch?.gaps).toEqual([{ probe: "p", from: 100_000_000n, to: 400_000_000n, reason: "rejected-line" }]);
  });

  it("tell of the stretch from the last sample to the end, and of what came in it that was none", () => {
    const ticks = made();
    ticks.add(tick(100, 1, 2));
    ticks.take();
    expect(ticks.end(200_000_000n)).toBeUndefined();
    ticks.reject();
    ticks.interrupt("program-silent");
    expect(ticks.end(900_000_000n)).toEqual({
      ...{ probe: "p", at: new BigInt64Array(), columns: [new Float64Array(), new Float64Array()] },
      gaps: [{ probe: "p", from: 100_000_000n, to: 900_000_000n, reason: "program-silent" }],
      rejected: { count: 1, of: "line" },
    });
    expect(ticks.end(200_000_000n)).toBeUndefined();
  });

  it("that went on until the end leave no gap there, nor do those that never began", () => {
    expect(made().end(900_000_000n)).toBeUndefined();
    const ticks = made();
    ticks.add(tick(1000, 1, 2));
    ticks.take();
    expect(ticks.end(900_000_000n)).toBeUndefined();
  });

  it("have a gap for each stretch without a row, within a batch too, and its reason before the first", () => {
    const ticks = made();
    ticks.add(tick(100, 1, 2));
    ticks.take();
    ticks.interrupt("program-ended");
    ticks.add(tick(150, 1, 2));
    ticks.add(tick(450, 1, 2));
    expect(ticks.take()?.gaps.map(({ from, reason }) => [Number(from / 1_000_000n), reason])).toEqual([
      [100, "program-ended"],
      [150, "no-row"],
    ]);
  });

  it("tell missing values of one reason in a row once", () => {
    const ticks = made();
    for (const [i, word] of ["n/a", "n/a", undefined, "off"].entries())
      ticks.add(tick(100 + 100 * i, 1, word === undefined ? 2 : Number.NaN, word));
    const gaps = ticks
      .take()
      ?.gaps.map(({ columns, from, to, reason }) => [columns, Number((to - from) / 1_000_000n), reason]);
    expect(gaps).toEqual([
      [["b"], 100, "n/a"],
      [["b"], 0, "off"],
    ]);
  });
});

describe("words for what is no number", () => {
  it.each([
    ["[Unknown Error]", "unknown-error"],
    ["N/A", "n/a"],
    ["", "empty"],
    ["\0\0", "empty"],
  ])("%j", (text, word) => expect(wordOf(text)).toBe(word));
});
