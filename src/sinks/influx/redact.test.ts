import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { errorIn, shownWords, striking } from "./redact.js";

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

/** How servers and proxies write a text that they quote. */
const quotings: Readonly<Record<string, (text: string) => string>> = {
  "as it is": (text) => text,
  "in JSON": (text) => JSON.stringify(text),
  "in Go's JSON": (text) =>
    JSON.stringify(text).replaceAll(/[&<>]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
  "in InfluxQL": (text) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`,
  "in an address": encodeURIComponent,
  "in an address, in small letters": (text) => encodeURIComponent(text).replaceAll(/%../g, (hex) => hex.toLowerCase()),
  "in a form": (text) => `${new URLSearchParams({ p: text })}`,
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64 of addresses": (text) => Buffer.from(text).toString("base64url"),
};

describe("what a server says of credentials", () => {
  const secret = fc.string({ minLength: 3, maxLength: 40 }).filter((text) => !"token : ***".includes(text));

  it.each(Object.entries(quotings))("is struck out %s", (_, quoted) => {
    fc.assert(
      fc.property(secret, fc.constantFrom("token", "password"), (text, kind) => {
        const strike = striking(kind === "token" ? `Token ${text}` : basic("me", text));
        const said = quoted(text);
        expect(strike(`token : ${said}`)).not.toContain(said.replaceAll(/^["']|["']$|^p=/g, ""));
      }),
    );
  });

  it.each([
    ["Token t0p-secret", 'no token "Bearer t0p-secret" here', 'no token "Bearer ***" here'],
    [basic("me", "a:b c"), "me, a:b c, a%3Ab%20c", "me, ***, ***"],
    [basic("me", "pass"), basic("me", "pass"), "Basic ***"],
    [undefined, "nothing to hide", "nothing to hide"],
    [basic("me", "e"), "refused", "refused"],
    ["Token a==", "a==, and a man", "***, and a man"],
    ["Token ===", "=== x", "*** x"],
  ])("of %j: %s", (authorization, said, shown) => {
    expect(striking(authorization)(said)).toBe(shown);
  });

  it("is struck out of a new password as well", () => {
    expect(striking("Token abc", "n3w")("WITH PASSWORD 'n3w' by abc")).toBe("WITH PASSWORD '***' by ***");
  });

  it("is struck out before a text is cut and its spaces are drawn together", () => {
    const strike = striking(basic("me", "two  spaces"));
    const text = `${"x".repeat(295)}two  spaces`;
    expect(shownWords(text, strike)).toBe(`${"x".repeat(295)}***`);
  });
});

it.each([
  ['{"error":"a \\"b\\" \\u0026 c"}', 'a "b" & c'],
  ['{"code":"x","message":"m"}', "m"],
  ["<html>", undefined],
  ['{"code":"unprocess', undefined],
])("the error of %s is %j", (text, error) => {
  expect(errorIn(text)).toBe(error);
});
