import fc from "fast-check";
import { expect, test } from "vitest";
import { parseInteger } from "./parse-integer.js";

const parse = (text: string | Uint8Array) => {
  const bytes = Buffer.alloc(64, 0x39);
  const source = typeof text === "string" ? Buffer.from(text) : Buffer.from(text);
  source.copy(bytes);
  return parseInteger(bytes, source.length);
};

test("every safe integer is read as it was written, with or without a newline", () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom("", "\n"), (value, end) => {
      // Object.is would tell -0 from 0; a file that says 0 has no sign.
      expect(parse(`${value}${end}`) === value).toBe(true);
    }),
  );
});

test.each([
  "",
  "\n",
  "-",
  "-\n",
  "12 ma\n",
  "1.5",
  "0x10",
  "1e9",
  " 1",
  "1\n\n",
  "N/A",
  "99999999999999999999",
  "\u00e9",
])("%j is not a number", (text) => expect(parse(text)).toBeNaN());

test("bytes that are no text are not a number", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 32 }), (bytes) => {
      const value = parse(bytes);
      const text = Buffer.from(bytes).toString("latin1");
      expect(Number.isNaN(value)).toBe(!/^-?\d+\n?$/.test(text) || Math.abs(Number(text)) > Number.MAX_SAFE_INTEGER);
    }),
  );
});
