import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringField, tagsText, tagText } from "./text.js";

const text = fc.string({ unit: "binary", maxLength: 400 });

describe("a tag", () => {
  it.each([
    ["plain", "plain"],
    ["a b,c=d", "a\\ b\\,c\\=d"],
    ["C:\\", expect.stringMatching(/^C:⧵~[0-9a-f]{10}$/)],
    ["a\\,b", expect.stringMatching(/^a⧵\\,b~[0-9a-f]{10}$/)],
    ["two\nlines\r\n", expect.stringMatching(/^two\\ lines\\ \\ ~[0-9a-f]{10}$/)],
    ['"quoted"', '"quoted"'],
    ["half \ud800", expect.stringMatching(/^half\\ \ufffd~[0-9a-f]{10}$/)],
    ["🔋 ü", "🔋\\ ü"],
  ])("%j is %s", (said, written) => expect(tagText(said)).toEqual(written));

  it("is another one for every other text", () =>
    fc.assert(
      fc.property(text, fc.constantFrom("\n", "\\", " ", "⧵", "\ud800", "\udfff"), fc.nat(400), (said, sign, at) => {
        const other = said.slice(0, at) + sign + said.slice(at + 1);
        if (other !== said) expect(tagText(other)).not.toBe(tagText(said));
      }),
    ));

  it("of 64 kB is cut, and two that begin alike stay two", () => {
    const [a, b] = [tagText(`${"x".repeat(65_536)}a`), tagText(`${"x".repeat(65_536)}b`)];
    expect(Buffer.byteLength(a)).toBeLessThanOrEqual(256);
    expect(a).not.toBe(b);
    expect(Buffer.byteLength(tagText("🔋".repeat(20_000)))).toBeLessThanOrEqual(256);
    expect(tagText("🔋".repeat(20_000))).not.toContain("\ufffd");
  });

  it("never ends its line, nor itself, whatever it says", () =>
    fc.assert(
      fc.property(text, (said) => {
        const written = tagText(said);
        expect(written).not.toMatch(/\p{Cc}|[\u2028\u2029]|\\$/u);
        expect(written.replaceAll(/\\[,= ]/g, "")).not.toMatch(/[,= \\]/);
        expect(Buffer.from(written).toString()).toBe(written);
      }),
    ));

  it("that is empty is left out; the others stand in the order of their keys", () =>
    expect(tagsText({ run: "r", host: "h", phase: "" })).toBe(",host=h,run=r"));
});

describe("a string field", () => {
  it("ends with its quote alone, and is what was said", () =>
    fc.assert(
      fc.property(text, (said) => {
        const [, inner] = /^"((?:[^"\\]|\\.)*)"$/s.exec(stringField(said)) ?? [];
        expect(inner?.replaceAll(/\\(.)/gs, "$1")).toBe(Buffer.from(said).toString());
      }),
    ));
});
