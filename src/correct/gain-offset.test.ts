import { describe, expect, it } from "vitest";
import type { Curve } from "../core/curve.js";
import { correctionOf } from "./compose.js";
import { gainCurve, lossCurve, powerRail, twoColumns } from "./testing/curves.js";

describe("a curve that goes by what its rail does not give is refused", () => {
  it.each([
    ["corrects the current", gainCurve({ of: "current" }), "of: power"],
    ["has a range of current or voltage", gainCurve({ range: { currentA: [0, 9] } }), "powerW"],
    ["goes by the current", lossCurve({ conditions: undefined }), "conditions.voutV"],
  ] satisfies readonly (readonly [string, Curve, string])[])("%s", (message, curve, remedy) => {
    const refused = expect.objectContaining({
      code: "CONFIG",
      message: expect.stringContaining(message),
      remedy: expect.stringContaining(remedy),
    });
    expect(() => correctionOf([curve], powerRail(), { probe: "meter" })).toThrow(refused);
    expect(correctionOf([curve], powerRail(twoColumns), { probe: "meter" }).curve).toBe(curve.id);
  });
});

it("a rail that is off has no power but the offset: no gap", () => {
  const [powerW, currentA, voltageV] = [Float64Array.of(20, 0), Float64Array.of(20, 0), Float64Array.of(1, 0)];
  const correction = correctionOf([gainCurve()], powerRail(twoColumns), { probe: "meter" });
  correction.apply({ length: 2, powerW, currentA, voltageV });
  for (const [k, watts] of [20, 0].entries()) expect(powerW[k]).toBeCloseTo(1.02 * (watts - 0.1), 12);
  expect(correction.slopes({ powerW: 0, currentA: 0, voltageV: 0 }).currentA).toBe(0);
});

it("a predictive curve behind a corrected sensor is refused, unless it was fitted to corrected readings", () => {
  const fitted = (calibration: object) => {
    const instruments = [{ measures: "output", id: "meter/VDD", ...calibration }];
    return lossCurve({ regression: "predictive", measured: { date: "2026-01-02", instruments } });
  };
  const chain = (curve: Curve) => () => correctionOf([gainCurve(), curve], powerRail(twoColumns), { probe: "meter" });
  expect(chain(fitted({}))).toThrow(/would take out once more/);
  expect(chain(fitted({ calibration: "sensor" }))).not.toThrow();
  expect(chain(lossCurve({ regression: "structural" }))).not.toThrow();
});
