import { describe, expect, it } from "vitest";
import { curveSchema } from "../../src/core/curve-schema.js";
import { Random } from "../../src/core/random.js";
import { fitted, fittedSensor } from "./testing/fitted.js";
import { even, ladder, simulated, truth } from "./testing/simulate.js";
import { type CurveProvenance, regulatorCurve, sensorCurve } from "./to-curve.js";

const provenance: CurveProvenance = {
  id: "board.cpu",
  title: "Core rail of a board",
  from: "regulator-output",
  to: "regulator-input",
  quality: "bench-curve",
  source: "measured on the bench",
  measured: {
    date: "2026-11-28",
    instruments: [
      { measures: "input", id: "meter A" },
      { measures: "output", id: "meter B" },
    ],
  },
  temperatureC: 24,
  mode: "all phases",
};

const points = (count = 20, meters = {}) => ({
  ...simulated(ladder(1, 80, count), { random: new Random(91), ...meters }),
  inputVoltageV: new Float64Array(count).fill(12),
});

describe("the curve file of a regulator", () => {
  it("is one that the schema takes, with coefficients, covariance, range, conditions and statistics", () => {
    const fit = fitted(points());
    const curve = curveSchema.parse(JSON.parse(JSON.stringify(regulatorCurve(fit, provenance))));
    expect(curve).toMatchObject({
      kind: "regulator",
      regression: "predictive",
      model: { form: "loss", ...fit.coefficients, uModelW: fit.uModelW },
      range: { currentA: fit.range.currentA, powerW: fit.range.outputW },
      conditions: { vinV: 12, voutV: 1, temperatureC: 24, mode: "all phases" },
      fit: { points: 20, excluded: 0, dof: 17 },
    });
    expect(curve.fit?.residuals).toHaveLength(20);
  });

  it("of one efficiency holds it with its uncertainty", () => {
    const fit = fitted(points(20, { regulator: { ...truth, aW: 0, bV: 0.25, cOhm: 0 } }));
    const curve = curveSchema.parse(regulatorCurve(fit, provenance));
    expect(curve.kind === "regulator" && curve.model).toMatchObject({ form: "efficiency", ...fit.efficiency });
  });

  it("of a predictive fit may have a linear term below 0, and of no other", () => {
    const regulator = { ...truth, aW: 8 };
    const fit = fitted(points(20, { regulator, gain: 1.06, current: [1e-4, 0], input: [1e-4, 0] }));
    expect(fit.coefficients.bV).toBeLessThan(0);
    const curve = regulatorCurve(fit, provenance);
    expect(curveSchema.safeParse(curve).success).toBe(true);
    const other = curveSchema.safeParse({ ...curve, regression: "structural" });
    expect(other.error?.issues.map(({ path }) => path)).toEqual([["model", "bV"]]);
  });

  it("keeps a thousand residuals of many points", () => {
    expect(regulatorCurve(fitted(points(2500)), provenance).fit?.residuals).toHaveLength(1000);
  });
});

describe("the curve file of a sensor", () => {
  it.each([
    ["current", "currentA"],
    ["voltage", "voltageV"],
    ["power", "powerW"],
  ] as const)("of %s is one that the schema takes", (of, key) => {
    const random = new Random(92);
    const real = even(0, 10, 12);
    const u = new Float64Array(12).fill(0.01);
    const raw = real.map((value) => value / 1.02 + 0.1 + 0.01 * random.normal());
    const fit = fittedSensor({ raw, reference: real, uRaw: u }, { uReferenceGain: 0.002 });
    const curve = curveSchema.parse(sensorCurve(fit, of, { ...provenance, to: "regulator-output" }));
    expect(curve).toMatchObject({
      kind: "gain-offset",
      of,
      gain: fit.gain,
      uReferenceGain: 0.002,
      range: { [key]: fit.range.raw },
    });
    expect(curve.fit?.residuals).toHaveLength(12);
  });

  it("of residuals as noise has no chi2", () => {
    const fit = fittedSensor({ raw: Float64Array.of(1, 2, 4, 8), reference: Float64Array.of(1.1, 2, 4.1, 8) });
    const curve = curveSchema.parse(sensorCurve(fit, "power", { ...provenance, to: "regulator-output" }));
    expect(curve.fit).toMatchObject({ points: 4, scaledBy: 1 });
    expect(curve.fit?.chi2).toBeUndefined();
  });
});
