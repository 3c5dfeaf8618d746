import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringField, tagsText, tagText } from "./text.js";

const text = fc.string({ unit: "binary", maxLength: 400 });

describe("a tag", () => {
  it.each([
    ["plain", "plain"],
    ["a b,c=d", "a\\ b\\,c\\=d"],
    ["C:\\", "C:⧵"],
    ["a\\,b", "a⧵\\,b"],
    ["two\nlines\r\n", "two\\ lines\\ \\ "],
    ['"quoted"', '"quoted"'],
    ["half \ud800", "half\\ \ufffd"],
    ["🔋 ü", "🔋\\ ü"],
  ])("%j is %s", (said, written) => expect(tagText(said)).toBe(written));

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
