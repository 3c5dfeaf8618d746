import { createRequire } from "node:module";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldValue, pciInfo, sampleValue, textIn, typedNumber, wholeNumber } from "./layout.js";
import { missingForDouble, plantDouble } from "./testing/double.js";

const missing = missingForDouble();

describe("the layout that structs are read by", () => {
  it.skipIf(missing !== undefined)("is the compiler's own", () => {
    const koffi = createRequire(import.meta.url)("koffi") as {
      load(name: string): { func(name: string, result: string, parameters: readonly string[]): (out: unknown) => void };
    };
    const layout = new Int32Array(12);
    koffi.load(plantDouble().library).func("doubleLayout", "void", ["void *"])(layout);
    const { size, fieldId, scopeId, timestamp, valueType, nvmlReturn, value } = fieldValue;
    expect([...layout]).toEqual([
      ...[size, fieldId, scopeId, timestamp, valueType, nvmlReturn, value],
      ...[sampleValue.size, sampleValue.timestamp, sampleValue.value],
      ...[pciInfo.size, pciInfo.busId],
    ]);
  });
});

describe("a value", () => {
  const bytes = (write: (buffer: Buffer) => unknown) => {
    const buffer = Buffer.alloc(8, 0xff);
    write(buffer);
    return buffer;
  };
  it.each([
    [0, bytes((b) => b.writeDoubleLE(86.5)), 86.5],
    [0, bytes((b) => b.writeDoubleLE(Number.POSITIVE_INFINITY)), "unreadable"],
    [0, bytes((b) => b.writeDoubleLE(-0)), 0],
    [1, bytes((b) => b.writeUInt32LE(86410)), 86410],
    [2, bytes((b) => b.writeBigUInt64LE(5n)), 5],
    [3, bytes((b) => b.writeBigUInt64LE(2n ** 53n)), "out-of-range"],
    [4, bytes((b) => b.writeBigInt64LE(-1n)), "unreadable"],
    [5, bytes((b) => b.writeInt32LE(-1)), "unreadable"],
    [6, bytes((b) => b.writeUInt16LE(7)), 7],
    [7, bytes(() => 0), "unknown-type"],
    [-1, bytes(() => 0), "unknown-type"],
  ])("of type %i in %j is %s", (type, buffer, expected) => expect(typedNumber(buffer, type, 0)).toBe(expected));

  it("is never negative, not a number or inexact, whatever the bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 8, maxLength: 8 }), fc.integer({ min: -2, max: 9 }), (raw, type) => {
        const value = typedNumber(Buffer.from(raw), type, 0);
        expect(typeof value === "string" || (Number.isFinite(value) && value >= 0)).toBe(true);
      }),
    );
  });

  it("of 64 bits that the driver does not have is out of range", () =>
    expect(wholeNumber(2n ** 64n - 1n)).toBe("out-of-range"));
});

describe("a text", () => {
  it("ends at its NUL, or with its room", () => {
    expect(textIn(Buffer.from("card\0rest"))).toBe("card");
    expect(textIn(Buffer.from("..0C:00.0\0"), 2)).toBe("0C:00.0");
    expect(textIn(Buffer.from("full"))).toBe("full");
  });
});
