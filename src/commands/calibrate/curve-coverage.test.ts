import { describe, expect, it } from "vitest";
import { fitRegulator } from "../../../calibration/fit/regulator.js";
import { fitSensor } from "../../../calibration/fit/sensor.js";
import { regulatorCurve, sensorCurve } from "../../../calibration/fit/to-curve.js";
import type { Curve } from "../../core/curve.js";
import { curveSchema } from "../../core/curve-schema.js";
import { figure } from "../../core/figure.js";
import { Random } from "../../core/random.js";
import { quantity } from "../../core/uncertainty.js";
import { correctionOf } from "../../correct/compose.js";
import { powerRail } from "../../energy/testing/fixture.js";

const TRIALS = 3000;
const WATTS = 20;

const provenance = {
  id: "bench",
  quality: "bench-curve" as const,
  source: "simulated",
  measured: { date: "2026-11-28", instruments: [{ measures: "sensor" as const, id: "simulated" }] },
};

/** A power through a curve, as the file of it holds the curve. */
function corrected(curve: Curve, powerW: number) {
  const { from } = curve;
  const correction = correctionOf([curveSchema.parse(JSON.parse(JSON.stringify(curve)))], powerRail({ point: from }), {
    probe: "meter",
  });
  const { sources, shapes, dof } = correction.errors({ powerW }, 1);
  return figure(quantity(correction.at({ powerW }), sources, { shapes, dof }));
}

function covered(truth: number, trial: (random: Random) => Curve): number {
  const random = new Random(8);
  let inside = 0;
  for (let k = 0; k < TRIALS; k++) {
    const { value, U95 } = corrected(trial(random), WATTS);
    if (Math.abs(value - truth) <= U95) inside++;
  }
  return inside / TRIALS;
}

describe("a power through a curve of few points, whose noise only their scatter tells", () => {
  it("of a sensor: the interval holds the truth in 94 to 96 % of simulated calibrations", () => {
    const raws = [2, 10, 20, 30, 40];
    const share = covered(1.04 * (WATTS - 0.3), (random) => {
      const reference = Float64Array.from(raws, (raw) => 1.04 * (raw - 0.3) + 0.05 * random.normal());
      const outcome = fitSensor({ raw: Float64Array.from(raws), reference });
      if (!outcome.accepted) throw new Error("refused");
      return sensorCurve(outcome.fit, "power", { ...provenance, from: "wall", to: "wall" });
    });
    expect(share).toBeGreaterThanOrEqual(0.94);
    expect(share).toBeLessThanOrEqual(0.96);
  });

  // What residuals without a stated noise show may be the model's own error: it stays in, and the interval is wider.
  it("of a regulator: the interval holds the truth in no less than 95 %", () => {
    const amperes = [4, 8, 16, 24, 32];
    const share = covered(WATTS / 0.85, (random) => {
      const inputW = Float64Array.from(amperes, (current) => (current / 0.85) * (1 + 0.01 * random.normal()));
      const currentA = Float64Array.from(amperes);
      const points = { currentA, voltageV: currentA.map(() => 1), inputW };
      const outcome = fitRegulator(points, { model: "constant-eta", robust: false });
      if (!outcome.accepted) throw new Error("refused");
      return regulatorCurve(outcome.fit, { ...provenance, from: "regulator-output", to: "regulator-input" });
    });
    expect(share).toBeGreaterThanOrEqual(0.95);
  });
});
