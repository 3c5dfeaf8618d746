import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { limits, within } from "./limits.js";
import { positiveNumber } from "./numbers.js";

const failure = (flag: string, text: string, allowed: Parameters<typeof positiveNumber>[2]): MeasurementError => {
  try {
    positiveNumber(flag, text, allowed);
  } catch (error) {
    if (error instanceof MeasurementError) return error;
    throw error;
  }
  throw new Error(`${text} was accepted`);
};

describe("numbers of flags", () => {
  it.each(["0", "-1", "NaN", "1e9", "Infinity", "-0", "", " ", "0x10", "1_000", "1,5", "ten", "1e999"])(
    "--rate %j is refused, with the range",
    (text) => {
      const { code, message, remedy } = failure("--rate", text, limits.rate);
      expect(code).toBe("CONFIG");
      expect(message).toContain("--rate must be a number from 0.001 to 100000; ");
      expect(remedy).toContain("e.g. --rate 100");
    },
  );

  it.each(["0", "-3", "1.5", "1e9", "NaN"])("--repeat %j is refused", (text) => {
    expect(failure("--repeat", text, limits.repeat).message).toContain("a whole number from 1 to 10000");
  });

  it("says whether it is no number or one outside the range", () => {
    expect(failure("--rate", "fast", limits.rate).message).toMatch(/"fast" is not a number$/);
    expect(failure("--rate", "0", limits.rate).message).toMatch(/; "0" is not$/);
    expect(failure("--rate", "9".repeat(5000), limits.rate).message.length).toBeLessThan(120);
  });

  it("zero is fine where the limits say so", () => expect(positiveNumber("--warmup", "0", limits.warmup)).toBe(0));

  it("what is in range comes back as it was", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 100_000, noNaN: true }), (value) => {
        expect(positiveNumber("--rate", String(value), limits.rate)).toBe(value);
      }),
    );
  });

  it("any text gives a number in range or CONFIG", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.double().map(String)), (text) => {
        try {
          expect(within(positiveNumber("--rate", text, limits.rate), limits.rate)).toBe(true);
        } catch (error) {
          expect(error).toMatchObject({ code: "CONFIG" });
        }
      }),
    );
  });
});
