import { describe, expect, it } from "vitest";
import { type Clock, hostClock } from "../core/clock.js";
import { WallMap } from "./wall-map.js";

/** A wall clock `ahead` of the monotonic one; every look at either costs 100 ns. */
class TwoClocks implements Clock {
  ahead = 1_700_000_000_000_123_456n;
  #now: bigint;
  constructor(started: bigint) {
    this.#now = started;
  }
  now(): bigint {
    this.#now += 100n;
    return this.#now;
  }
  wall(): number {
    return Number((this.now() + this.ahead) / 1_000_000n);
  }
  async until(): Promise<void> {}
  pass(nanoseconds: bigint): void {
    this.#now += nanoseconds;
  }
}

describe("a stamp of the wall clock", () => {
  it("is on our timeline within what is stated, from every phase of the millisecond", () => {
    for (let trial = 0; trial < 200; trial++) {
      const clocks = new TwoClocks(5_000_000_000n + BigInt(trial) * 4_999n);
      const truth = clocks.now();
      const mapped = new WallMap(clocks).instant({ at: truth + clocks.ahead, withinNs: 500n, clock: "wall" });
      expect(mapped).toBeDefined();
      const error = Math.abs(Number((mapped?.at ?? 0n) - truth)) / 1e9;
      expect(error).toBeLessThanOrEqual(mapped?.within ?? 0);
      // two looks of 100 ns make the mapping, and the stamp says 500
      expect(mapped?.within).toBeLessThan(1e-6);
    }
  });

  it("is not taken when the wall clock was set since the last one, and the next one is", () => {
    const clocks = new TwoClocks(5_000_000_000n);
    const map = new WallMap(clocks);
    const stamp = () => map.instant({ at: clocks.now() + clocks.ahead, withinNs: 500n, clock: "wall" });
    expect(stamp()).toBeDefined();
    clocks.pass(2_000_000_000n);
    expect(stamp()).toBeDefined();
    clocks.pass(2_000_000_000n);
    clocks.ahead += 5_000_000n;
    expect(stamp()).toBeUndefined();
    expect(stamp()).toBeDefined();
  });

  it("is as uncertain as the clock's millisecond where that never ticks", () => {
    const still: Clock = { now: () => 7_000_000_000n, wall: () => 1_700_000_000_000, until: () => Promise.resolve() };
    const mapped = new WallMap(still).instant({ at: 1_700_000_000_000_500_000n, withinNs: 0n, clock: "wall" });
    expect(mapped?.at).toBe(7_000_000_000n);
    expect(mapped?.within).toBeGreaterThanOrEqual(5e-4);
    expect(mapped?.within).toBeLessThan(6e-4);
  });

  it("on this computer takes no longer than two milliseconds of looking, and agrees with its own clock", () => {
    const before = hostClock.now();
    const at = BigInt(hostClock.wall()) * 1_000_000n;
    const after = hostClock.now();
    const mapped = new WallMap(hostClock).instant({ at, withinNs: 1_000_000n, clock: "wall" });
    const within = BigInt(Math.ceil((mapped?.within ?? 0) * 1e9));
    expect((mapped?.at ?? 0n) + within).toBeGreaterThanOrEqual(before);
    expect((mapped?.at ?? 0n) - within).toBeLessThanOrEqual(after);
  });
});
