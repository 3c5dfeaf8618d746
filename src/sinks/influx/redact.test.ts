import * as fc from "fast-check";
import { expect, it } from "vitest";
import { redactor } from "./redact.js";

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

it("leaves no token and no password in what a server says, however it quotes them", () => {
  const secret = fc.string({ minLength: 3, maxLength: 40 }).filter((text) => !"token : ***".includes(text));
  fc.assert(
    fc.property(secret, fc.constantFrom("token", "password"), (text, kind) => {
      const strike = redactor(kind === "token" ? `Token ${text}` : basic("me", text));
      for (const form of [text, JSON.stringify(text).slice(1, -1), encodeURIComponent(text)])
        expect(strike(`token : ${form}`)).not.toContain(text);
    }),
  );
});

it.each([
  ["Token t0p-secret", 'no token "Bearer t0p-secret" here', 'no token "Bearer ***" here'],
  [basic("me", "a:b c"), "me, a:b c, a%3Ab%20c", "me, ***, ***"],
  [basic("me", "pass"), `Basic ${Buffer.from("me:pass").toString("base64")}`, "Basic ***"],
  [undefined, "nothing to hide", "nothing to hide"],
  [basic("me", "e"), "refused", "refused"],
])("of %j: %s", (authorization, said, shown) => {
  expect(redactor(authorization)(said)).toBe(shown);
});

it("strikes out a new password as well", () => {
  expect(redactor("Token abc", "n3w")("WITH PASSWORD 'n3w' by abc")).toBe("WITH PASSWORD '***' by ***");
});
