import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Block } from "./block.js";

const line = fc.string({ unit: "grapheme", maxLength: 20 });

function pieces(block: Block): readonly string[] {
  return block.count < 2 ? block.lines() : block.halves().flatMap(pieces);
}

describe("a block", () => {
  it("cut into halves down to single lines holds the same lines in the same order, line ends within and all", () =>
    fc.assert(
      fc.property(fc.array(line, { maxLength: 50 }), (lines) => {
        expect(pieces(Block.of(lines))).toEqual(lines);
        expect(Block.of(lines).bytes.toString()).toBe(lines.map((one) => `${one}\n`).join(""));
      }),
      { examples: [[["two\nlines", "", "é🔋"]]] },
    ));

  it("finds the ends of its lines itself where nobody says them", () => {
    const lines = ["a", "é🔋", "", "c"];
    expect(pieces(new Block(Block.of(lines).bytes, lines.length))).toEqual(lines);
  });
});
