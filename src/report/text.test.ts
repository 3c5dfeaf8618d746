import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clean, displayWidth, padEnd, padStart, wrap } from "./text.js";

describe("text from outside", () => {
  it("cannot command the terminal or break a line", () => {
    expect(clean("a\u001b[31mb\r\nc\td\u009b\u202e")).toBe("a\\x1b[31mb\\x0d\\nc d\\x9b\\u202e");
    const anything = fc.string({ unit: fc.nat(0xd7ff).map((code) => String.fromCodePoint(code)) });
    const commands = (text: string) => [...text].some((character) => /\p{Cc}/u.test(character));
    fc.assert(fc.property(anything, (text) => !commands(clean(text))));
  });
});

describe("display width", () => {
  it.each([
    ["abc", 3],
    ["µ ± —", 5],
    ["e\u0301", 1],
    ["電力", 4],
    ["한글", 4],
    ["🔋", 2],
    ["▁▂█", 3],
    ["", 0],
  ])("of %j is %d", (text, width) => expect(displayWidth(text)).toBe(width));

  it("is what padding fills up to", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.nat(40), (raw, width) => {
        const text = clean(raw);
        for (const padded of [padEnd(text, width), padStart(text, width)])
          expect(displayWidth(padded)).toBe(Math.max(width, displayWidth(text)));
      }),
    );
  });
});

describe("wrapping", () => {
  it("keeps figures with their units whole and indents what follows", () => {
    const text = "energy 61.2 ± 1.2 J in 100 ms";
    expect(wrap(text, 19, { first: "- ", rest: "  " })).toEqual(["- energy", "  61.2 ± 1.2 J in", "  100 ms"]);
  });

  it("leaves a word that is too long whole", () => {
    expect(wrap("a /very/long/path b", 6)).toEqual(["a", "/very/long/path", "b"]);
  });

  it("loses no word and keeps the width wherever words allow", () => {
    const words = fc.array(fc.stringMatching(/^[a-z0-9]{1,8}$/), { minLength: 1 });
    fc.assert(
      fc.property(words, fc.integer({ min: 14, max: 60 }), (list, width) => {
        const lines = wrap(list.join(" "), width);
        expect(lines.join(" ").split(" ")).toEqual(list);
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(Math.max(width, 20));
      }),
    );
  });
});
