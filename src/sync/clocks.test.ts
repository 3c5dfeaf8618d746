import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClockPair } from "../core/clock.js";
import { checkClocks } from "./clocks.js";

/** Pairs every 10 s; `gains[k]` is what the wall clock gains before pair k, in milliseconds. */
function pairs(gains: readonly number[]): ClockPair[] {
  let wallMs = 1_700_000_000_000;
  return gains.map((gain, k) => {
    wallMs += (k === 0 ? 0 : 10_000) + gain;
    return { mono: BigInt(k) * 10_000_000_000n, wallMs: Math.floor(wallMs), withinNs: 2000 };
  });
}
const codes = (list: readonly ClockPair[]) =>
  checkClocks(list).findings.map(({ code, severity }) => `${code} ${severity}`);

describe("checkClocks", () => {
  it("is quiet about clocks that agree to the millisecond in which the wall clock is read", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 0.9, noNaN: true }), { maxLength: 30 }), (parts) => {
        const list = parts.map((part, k) => ({
          mono: BigInt(k) * 10_000_000_000n,
          wallMs: Math.floor(k * 10_000 + part),
          withinNs: 2000,
        }));
        expect(codes(list)).toEqual([]);
      }),
    );
  });
  it("notes a step of the wall clock, in either direction", () => {
    expect(codes(pairs([0, 0, 3, 0]))).toEqual(["clock-step note"]);
    expect(codes(pairs([0, 0, -500, 0]))).toEqual(["clock-step note"]);
  });
  it("notes a slew that no single pair shows", () => {
    expect(codes(pairs([0, ...new Array<number>(20).fill(1)]))).toEqual(["clock-slew note"]);
  });
  it("calls the machine suspended when the wall clock is seconds ahead", () => {
    expect(codes(pairs([0, 0, 30_000, 0]))).toEqual(["suspended note"]);
    expect(checkClocks(pairs([0, 0, 30_000, 0])).suspensions).toEqual([
      { from: 10_000_000_000n, to: 20_000_000_000n, seconds: 30 },
    ]);
  });
  it("takes neither a stall in which nobody recorded pairs nor one slew over many pairs for a step", () => {
    const list = pairs([0, 0, 0, 0, 0]).filter((_, k) => k !== 2);
    expect(codes(list)).toEqual([]);
    expect(codes(pairs([0, ...new Array<number>(20).fill(3)]))).toEqual(["clock-slew note"]);
  });
  it("says of several steps how many, the largest and the first", () => {
    const { findings } = checkClocks(pairs([0, 0, 5, 0, -700, 0]));
    expect(findings.map(({ message }) => message)).toEqual([
      "The wall clock was set by -700.0 ms at the most, 2 times, first between 10.0 and 20.0 s; durations do not use it",
    ]);
  });
  it("needs two pairs", () => {
    expect(codes([])).toEqual([]);
    expect(codes(pairs([0]))).toEqual([]);
  });
});
