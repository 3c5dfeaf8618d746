import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { parseCalibrationWord } from "./calibration-word.js";

describe("a word of --calibration", () => {
  it.each([
    ["whitepaper-2015", { curve: "whitepaper-2015" }],
    ["boards/card/gpu", { curve: "boards/card/gpu" }],
    ["meter/VDD_IN=a.yaml", { probe: "meter", rail: "VDD_IN", curve: "a.yaml" }],
    ["meter/gpu0/module=boards/card/gpu", { probe: "meter", rail: "gpu0/module", curve: "boards/card/gpu" }],
    ["meter/a b=./x=y.yaml", { probe: "meter", rail: "a b", curve: "./x=y.yaml" }],
    ["./x=y.yaml", { curve: "./x=y.yaml" }],
    ["../x/=y.yaml", { curve: "../x/=y.yaml" }],
    ["/abs/x=y.yaml", { curve: "/abs/x=y.yaml" }],
  ])("%s is understood", (word, choice) => expect(parseCalibrationWord(word)).toEqual(choice));

  it.each([
    ["", "names no curve"],
    ["meter/VDD_IN=", "names no curve"],
    ["VDD_IN=a.yaml", '"VDD_IN" is not PROBE/RAIL'],
    ["=a.yaml", '"" is not PROBE/RAIL'],
    ["meter/=a.yaml", '"meter/" is not PROBE/RAIL'],
  ])("%j is refused", (word, message) => {
    expect(() => parseCalibrationWord(word)).toThrow(`--calibration ${word}: ${message}`);
  });

  it("of any text is understood or refused, and loses nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (word) => {
        try {
          const { probe, rail, curve } = parseCalibrationWord(word);
          expect(probe === undefined ? curve : `${probe}/${rail}=${curve}`).toBe(word);
        } catch (error) {
          expect(error).toBeInstanceOf(MeasurementError);
        }
      }),
    );
  });
});
