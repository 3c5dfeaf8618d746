import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { didYouMean, editDistance, nearest } from "./nearest.js";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["rate", "rate", 0],
    ["raet", "rate", 1],
    ["rat", "rate", 1],
    ["kitten", "sitting", 3],
    ["", "abc", 3],
  ])("from %j to %j is %d", (a, b, distance) => expect(editDistance(a, b)).toBe(distance));

  it("is symmetric, zero only for equal texts, and at most the longer length", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("nearest", () => {
  const names = ["rate", "repeat", "warmup", "cooldownS", "idleS", "markRegex"];

  it.each([
    ["raet", ["rate"]],
    ["Rate", ["rate"]],
    ["repaet", ["repeat"]],
    ["cooldown", ["cooldownS"]],
    ["mark-regex", ["markRegex"]],
    ["mark", ["markRegex"]],
    ["xyz", []],
    ["", []],
  ])("of %j is %j", (name, expected) => expect(nearest(name, names)).toEqual(expected));

  it("puts the closest first and stops at three", () => {
    expect(nearest("abcd", ["abxd", "abcde", "abcd", "xbcd", "abdc"])).toEqual(["abcd", "abxd", "abcde"]);
  });

  it("compares long names quickly", () => expect(nearest("a".repeat(1e6), names)).toEqual([]));

  it("becomes half a sentence, or nothing", () => {
    expect(didYouMean("rat", names)).toBe('; did you mean "rate"?');
    expect(didYouMean("zzzz", names)).toBe("");
  });
});
