import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../../core/error.js";
import { parseUncertainty, uncertaintiesOf, uncertaintyText } from "./uncertainty-words.js";

const parsed = (words: string, unit: "W" | "A" | "V" = "A") => parseUncertainty("--u-iout", words, unit);

describe("an uncertainty in words", () => {
  it.each([
    ["0.1%", 0, 0.001],
    ["20mA", 0.02, 0],
    ["20mA+0.3%", 0.02, 0.003],
    ["20 mA + 0.3 %", 0.02, 0.003],
    ["1e-3A", 0.001, 0],
    ["1e+0mA+5uA", 0.001005, 0],
    [".5A", 0.5, 0],
  ])("%s", (words, absolute, relative) => {
    const stated = parsed(words);
    expect(stated.absolute).toBeCloseTo(absolute, 12);
    expect(stated.relative).toBeCloseTo(relative, 12);
  });

  it.each([
    "",
    "0",
    "0%",
    "5",
    "5W",
    "-1%",
    "1%%",
    "100%",
    "1e400A",
    "inf A",
    "NaN%",
    "1%+",
    "0x10A",
    "1 A mA",
    "5 mV",
  ])("%j is refused with what can be written", (words) => {
    expect(() => parsed(words)).toThrow(/--u-iout .* is no standard uncertainty/);
  });

  it("of any other text is refused, and never becomes a number by accident", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (words) => {
        try {
          const { absolute, relative } = parsed(words);
          expect(absolute + relative).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(MeasurementError);
        }
      }),
    );
  });

  it("is added over the readings, whatever their sign", () => {
    expect([...uncertaintiesOf(Float64Array.of(10, -10, 0), { absolute: 0.02, relative: 0.003 })]).toEqual([
      0.05, 0.05, 0.02,
    ]);
    expect(uncertaintyText({ absolute: 0.02, relative: 0.003 }, "A")).toBe("0.02 A + 0.3 %");
  });
});
