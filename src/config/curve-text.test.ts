import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import type { Curve } from "../core/curve.js";
import { curveSchema } from "../core/curve-schema.js";
import { curveText } from "./curve-text.js";

const curve: Curve = curveSchema.parse({
  schema: "joulemark/curve/v1",
  kind: "regulator",
  id: "core-rail",
  from: "regulator-output",
  to: "regulator-input",
  quality: "bench-curve",
  source: "sweep.csv",
  conditions: { vinV: 12, voutV: 1.05 },
  measured: { date: "2026-11-28", instruments: [{ measures: "input", id: "meter: 7 # not a comment" }] },
  range: { currentA: [0.5, 80.25] },
  regression: "predictive",
  model: {
    form: "loss",
    aW: 0.6,
    bV: 0.045,
    cOhm: 9e-4,
    covariance: [
      [1e-4, 1e-6, -3e-9],
      [1e-6, 4e-7, 1e-10],
      [-3e-9, 1e-10, 1e-12],
    ],
  },
  fit: { method: "effective variance", points: 12, residuals: [[0.5, 1.2, -0.01]] },
});

describe("a curve as text", () => {
  it("is YAML that reads back as the same curve, with the comment above it", () => {
    const text = curveText(curve, ["written by joulemark", "two\nlines"]);
    expect(text).toMatch(/^# written by joulemark\n# two lines\n/);
    expect(text).toContain("currentA: [0.5, 80.25]");
    expect(text).toContain("[0.000001, 4e-7, 1e-10]");
    expect(curveSchema.parse(parse(text))).toEqual(curve);
  });

  it("keeps every digit of a number and every character of a word", () => {
    const positive = fc.double({ min: 1e-300, max: 1e300, noNaN: true });
    const word = fc.string({ unit: "grapheme", minLength: 1 });
    fc.assert(
      fc.property(positive, word, (aW, source) => {
        const model = { form: "loss", aW, bV: 0, cOhm: 0, covariance: Array(3).fill([0, 0, 0]), uModelW: 0 } as const;
        const given = { ...curve, source, model } as Curve;
        expect(parse(curveText(given))).toEqual(given);
      }),
    );
  });
});
