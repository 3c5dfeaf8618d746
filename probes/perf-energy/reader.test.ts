import { describe, expect, it } from "vitest";
import { IntervalReader } from "./reader.js";

const MS = 1_000_000n;
const row = (stamp: string) => `     ${stamp},S0,1,6.70,Joules,power/energy-pkg/,100150528,100.00,,`;

describe("an interval after one that was lost", () => {
  it("stands where it ended, not in the lost one's place", () => {
    const reader = new IntervalReader({
      ...{ probe: "p", columns: ["socket-0.power"], period: 0.1, expected: 1 },
      sources: [{ socket: 0, domain: "pkg" }],
    });
    const lines = [row("0.100000000"), "cut off", row("0.300000000"), row("0.400000000")];
    const batches = lines.map((line, index) => reader.take({ at: BigInt(1000 + 100 * index) * MS, lines: [line] }, 0n));
    expect(batches.flatMap((batch) => [...(batch?.at ?? [])]).map((at) => Number(at / MS))).toEqual([1000, 1200, 1300]);
  });
});
