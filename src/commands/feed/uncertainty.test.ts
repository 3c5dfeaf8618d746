import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Rail } from "../../core/rail.js";
import { uncertaintyOf } from "./uncertainty.js";

const power: Rail = {
  id: "A",
  point: "regulator-input",
  measures: "power",
  columns: [{ name: "A", quantity: "power", unit: "W", scale: 1 }],
  period: 0.1,
  window: { kind: "instantaneous" },
  uncertainty: [
    { id: "gain", kind: "gain", of: "power", distribution: "normal", size: 0.01, origin: "test" },
    { id: "offset", kind: "offset", of: "power", distribution: "normal", size: 0.2, origin: "test" },
  ],
};
const split: Rail = {
  ...power,
  columns: [
    { name: "A.voltage", quantity: "voltage", unit: "V", scale: 1 },
    { name: "A.current", quantity: "current", unit: "A", scale: 1 },
  ],
  uncertainty: [{ id: "offset", kind: "offset", of: "current", distribution: "normal", size: 0.05, origin: "test" }],
};

describe("the uncertainty of a reading", () => {
  it("is never too small, and at most a step of the table too large", () =>
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1000, noNaN: true }), (watts) => {
        const exact = Math.hypot(0.01 * watts, 0.2);
        const u = uncertaintyOf("p", power)?.(watts, Number.NaN) ?? 0;
        expect(u / exact).toBeGreaterThan(0.994);
        expect(u / exact).toBeLessThan(1.13);
      }),
    ));

  it("of an error of the current is as many watts as there are volts", () => {
    const u = uncertaintyOf("p", split);
    for (const volts of [19, 5]) {
      const ratio = (u?.(9.5, volts) ?? 0) / (0.05 * volts);
      expect(ratio).toBeGreaterThan(0.994);
      expect(ratio).toBeLessThan(1.13);
    }
  });

  it("of a model nobody knows", () => {
    expect(uncertaintyOf("p", { ...power, point: "estimate" })).toBeUndefined();
    expect(uncertaintyOf("p", { ...power, uncertainty: [] })).toBeUndefined();
  });
});
