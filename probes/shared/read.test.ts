import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mayRead, readNumber, readText } from "./read.js";

const root = mkdtempSync(join(tmpdir(), "joulemark-read-"));
const holding = (content: string | Uint8Array): string => {
  writeFileSync(join(root, "file"), content);
  return "file";
};

describe("readNumber", () => {
  it.each([
    ["12\n", 12],
    ["-392", -392],
    ["0\n", 0],
    ["9007199254740991\n", Number.MAX_SAFE_INTEGER],
  ])("reads %j", (content, value) => {
    expect(readNumber(root, holding(content))).toEqual({ value });
  });

  it.each([
    ["", "empty"],
    ["\n", "unreadable"],
    ["N/A\n", "unreadable"],
    ["12 ma\n", "unreadable"],
    ["1.5\n", "unreadable"],
    ["0x10\n", "unreadable"],
    ["1\n2\n", "unreadable"],
    ["9007199254740993\n", "unreadable"],
    ["9".repeat(100_000), "unreadable"],
  ])("has a reason and no number for %j", (content, reason) => {
    expect(readNumber(root, holding(content))).toEqual({ reason });
  });

  it("never takes bytes that are no number for one", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        const { value } = readNumber(root, holding(bytes));
        const text = Buffer.from(bytes).toString("latin1");
        expect(value !== undefined).toBe(/^-?\d+\n?$/.test(text) && Number.isSafeInteger(Number(text)));
      }),
      { numRuns: 200 },
    );
  });

  it("names the system's error", () => {
    expect(readNumber(root, "missing").reason).toBe("ENOENT");
    expect(readNumber(root, ".").reason).toBe("EISDIR");
  });
});

describe("readText", () => {
  it("trims, and drops the NUL that device tree texts end with", () => {
    expect(readText(root, holding("NVIDIA Orin Nano Developer Kit\0"))).toBe("NVIDIA Orin Nano Developer Kit");
  });

  it.each([
    ["not UTF-8", new Uint8Array([0x56, 0xff, 0xfe])],
    ["control characters", "VDD\u001b[2JIN\n"],
    ["two lines", "VDD\nIN\n"],
    ["longer than any label", "x".repeat(65)],
    ["empty", "\n"],
  ])("takes no name from a file that is %s", (_what, content) => {
    expect(readText(root, holding(content))).toBeUndefined();
  });
});

it("a missing file may not be read", () => {
  expect(mayRead(root, "missing")).toBe(false);
  expect(mayRead(root, holding("1"))).toBe(true);
});
