import { describe, expect, it } from "vitest";
import { hostClock } from "../core/clock.js";
import { LoopLateness } from "./loop-lateness.js";

const turn = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

function beBusy(milliseconds: number): void {
  const end = hostClock.now() + BigInt(milliseconds) * 1_000_000n;
  while (hostClock.now() < end);
}

describe("how late our loop may be", () => {
  it("is at least as long as it was busy, whatever it slept before", async () => {
    using lateness = new LoopLateness(hostClock);
    await turn(120);
    beBusy(30);
    expect(lateness.most).toBeGreaterThanOrEqual(0.03);
    expect(lateness.most).toBeLessThan(1);
  });

  it("counts what it was busy with before its own timer came to look", async () => {
    using lateness = new LoopLateness(hostClock);
    await turn(120);
    const seen = turn(1);
    beBusy(80);
    await seen;
    expect(lateness.most).toBeGreaterThanOrEqual(0.08);
  });

  it("begins anew, and is little where there is nothing to do", async () => {
    using lateness = new LoopLateness(hostClock);
    beBusy(100);
    await turn(10);
    const seen: number[] = [];
    for (let look = 0; look < 20; look++) {
      await turn(20);
      seen.push(lateness.most);
    }
    // other programs on this computer may make a few of them late
    expect(seen.sort((a, b) => a - b)[5]).toBeLessThan(0.02);
  });
});
