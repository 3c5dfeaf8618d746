import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RecordedEvent } from "../../core/recording.js";
import { wallOf } from "./wall-of.js";

const started = { start: 5n, startedAt: "2026-01-01T00:00:00.000Z" };
const pair = (mono: bigint, wallMs: number): RecordedEvent => ({ type: "clock", pair: { mono, wallMs, withinNs: 1 } });
const wall = (events: readonly RecordedEvent[]) => wallOf(started, events);

describe("the wall clock of a recording", () => {
  it("is exact to the nanosecond, whatever the year", () =>
    fc.assert(
      fc.property(fc.nat(2 ** 42), fc.bigInt(0n, 2n ** 60n), fc.bigInt(0n, 2n ** 50n), (ms, mono, after) => {
        expect(wall([pair(mono, ms)])?.(mono + after)).toBe(BigInt(ms) * 1_000_000n + after);
      }),
    ));

  it("is by the first pair alone", () => {
    expect(wall([pair(0n, 1000), pair(1n, 9000)])?.(1n)).toBe(1_000_000_001n);
    expect(wall([])).toBeUndefined();
  });

  it("of a pair that makes no sense is by what the manifest says", () =>
    expect(wall([pair(0n, Number.NaN)])?.(5n)).toBe(BigInt(Date.parse(started.startedAt)) * 1_000_000n));
});
