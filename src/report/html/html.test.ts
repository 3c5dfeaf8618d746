import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escaped, html, scriptJson, shortened } from "./html.js";

const nasty = fc.string({
  unit: fc.constantFrom("<", ">", "&", '"', "'", "/", "script", "-->", "\u202e", "\u0000", "é", "😀", "ש", "]]>"),
});

describe("markup", () => {
  it("holds no character of a text that would be markup, in text or between quotes", () =>
    fc.assert(
      fc.property(nasty, (text) => {
        expect(html`${text}`.text).not.toMatch(/[<>"']|&(?!(amp|lt|gt|quot|#39);)/);
        expect(escaped(text)).not.toMatch(/[\u0000\u202e]/);
      }),
    ));

  it("keeps what is markup already, and leaves out what is nothing", () => {
    expect(html`<p>${html`<b>${"<"}</b>`}${undefined}${null}${[html`1`, html`2`]}${3}</p>`.text).toBe(
      "<p><b>&lt;</b>123</p>",
    );
  });

  it("holds JSON that ends no script and comes back as it was", () =>
    fc.assert(
      fc.property(fc.dictionary(nasty, nasty), (value) => {
        const { text } = scriptJson(value);
        expect(text).not.toMatch(/<|\u2028|\u2029/);
        expect(JSON.parse(text)).toEqual(value);
      }),
    ));

  it("shortens by whole characters", () => {
    expect(shortened("😀😀😀", 2)).toBe("😀…");
    expect(shortened("abc", 3)).toBe("abc");
    expect(shortened("x".repeat(10_000), 10)).toHaveLength(10);
  });
});
