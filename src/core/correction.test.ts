import { describe, expect, it } from "vitest";
import { onePoint } from "./correction.js";
import { MeasurementError } from "./error.js";

const thrown = (act: () => unknown): MeasurementError => {
  try {
    act();
  } catch (error) {
    if (error instanceof MeasurementError) return error;
  }
  throw new Error("nothing was thrown");
};

describe("onePoint", () => {
  it("is the point that all numbers share", () => {
    expect(
      onePoint([
        { name: "a", point: "wall" },
        { name: "b", point: "wall" },
      ]),
    ).toBe("wall");
  });
  it("names both points and the missing curve", () => {
    const error = thrown(() =>
      onePoint([
        { name: "a", point: "wall" },
        { name: "b", point: "regulator-output" },
      ]),
    );
    expect(error.code).toBe("POINT_MISMATCH");
    expect(error.message).toContain("a is measured at wall and b at regulator-output");
    expect(error.remedy).toContain("curve for b from regulator-output to wall");
  });
  it("offers no curve between an estimate and a measurement", () => {
    const error = thrown(() =>
      onePoint([
        { name: "a", point: "estimate" },
        { name: "b", point: "wall" },
      ]),
    );
    expect(error.remedy).not.toContain("curve");
  });
});
