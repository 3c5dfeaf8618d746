import { describe, expect, it } from "vitest";
import { BlockReader } from "./reader.js";

const MS = 1_000_000n;
const RULE = "-".repeat(94);
const block = (elapsed: string) => [
  `Time elapsed: ${elapsed} ms`,
  `Called sleep function for ${elapsed} ms`,
  "S0; Consumed energy units: 1; Consumed Joules: 6.70; Watts: 67.00; Thermal headroom below TjMax: 37",
  RULE,
];

/** The samples' instants in ms, of blocks that arrive 100 ms apart. */
function read(blocks: readonly (readonly string[])[]) {
  const reader = new BlockReader(["socket-0"], { probe: "p", columns: ["socket-0.power"], period: 0.1 });
  const batches = blocks.map((lines, index) => reader.take({ at: BigInt(1000 + 100 * index) * MS, lines }, 0n));
  return batches.flatMap((batch) => [...(batch?.at ?? [])]).map((at) => Number(at / MS));
}

describe("a block after one that was lost", () => {
  it("whose length cannot be read stands at its own end, not in the lost one's place", () =>
    expect(read([block("100"), block("1x0"), block("100"), block("100")])).toEqual([1000, 1200, 1300]));

  it("whose beginning cannot be read stands at its own end too", () =>
    expect(read([block("100"), ["Time el", ...block("100").slice(1)], block("100"), block("100")])).toEqual([
      1000, 1200, 1300,
    ]));
});
