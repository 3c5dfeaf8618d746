import { describe, expect, it } from "vitest";
import { fitRegulator } from "../../../calibration/fit/regulator.js";
import { correctedAt, fitSensor } from "../../../calibration/fit/sensor.js";
import { withCommonOffset, withReferenceOffset } from "./common-offsets.js";

describe("an offset that all readings share", () => {
  const currentA = Float64Array.of(5, 10, 20, 40);
  const efficiencyWith = (shift: number) => {
    const wiggle = [1, -1, 1, -1];
    const inputW = currentA.map((current, i) => current / 0.8 + 1e-4 * (wiggle[i] ?? 0) + shift);
    const noise = { currentA: currentA.map(() => 0), voltageV: currentA.map(() => 0), inputW: inputW.map(() => 0.01) };
    const points = { currentA, voltageV: currentA.map(() => 1), inputW, noise };
    const outcome = fitRegulator(points, { model: "constant-eta", robust: false });
    if (!outcome.accepted) throw new Error("refused");
    return outcome.fit;
  };

  it("of the input stays in the uncertainty of one efficiency, by as much as it moves that", () => {
    const moved = (efficiencyWith(0).efficiency?.eta ?? 0) - (efficiencyWith(0.001).efficiency?.eta ?? 0);
    const u = withCommonOffset(efficiencyWith(0), 0.1).efficiency?.u ?? 0;
    const noise = efficiencyWith(0).efficiency?.u ?? 0;
    expect(Math.sqrt(u ** 2 - noise ** 2)).toBeCloseTo(100 * moved, 5);
    expect(u).toBeGreaterThan(5 * noise);
  });

  it("of the input is the model's own in a loss", () => {
    expect(withCommonOffset(efficiencyWith(0), 0.1).uModelW).toBeCloseTo(0.1, 6);
  });

  it("of a reference is in every corrected reading whole", () => {
    const raw = Float64Array.of(1, 2, 3, 5);
    const reference = raw.map((value, i) => 2 * (value - 0.1) + 1e-3 * (i % 2));
    const outcome = fitSensor({ raw, reference, uReference: raw.map(() => 1e-3) });
    if (!outcome.accepted) throw new Error("refused");
    expect(correctedAt(withReferenceOffset(outcome.fit, 0.05), 4).u).toBeCloseTo(0.05, 4);
  });
});
