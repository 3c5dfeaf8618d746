import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseMeterLine } from "./meter-line.js";

describe("a line typed beside a meter", () => {
  it.each([
    ["12.31", { kind: "reading", value: 12.31 }],
    ["12.31 0.02\r", { kind: "reading", value: 12.31, u: 0.02 }],
    ["-0", { kind: "reading", value: 0 }],
    [" \t", { kind: "skip" }],
    ["q", { kind: "quit" }],
  ])("%j is read", (line, meaning) => {
    expect(parseMeterLine(line)).toEqual(meaning);
    expect(Object.is(parseMeterLine("-0"), -0)).toBe(false);
  });

  it.each(["1e400", "inf", "nan", "1,5", "1 2 3", "1 0", "1 -2", "12.\u00003", "0x10", "12W", "9".repeat(5000)])(
    "%j is no reading",
    (line) => {
      expect(parseMeterLine(line).kind).toBe("unreadable");
    },
  );

  it("never throws, and makes no number that was not typed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), (line) => {
        const parsed = parseMeterLine(line);
        if (parsed.kind !== "reading") return;
        expect(parsed.value).toBe(Number(line.trim().split(/\s+/)[0]) + 0);
        expect(parsed.u === undefined || parsed.u > 0).toBe(true);
      }),
    );
  });
});
