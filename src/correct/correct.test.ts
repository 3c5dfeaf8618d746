import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Correction, Operating } from "../core/correction.js";
import type { Curve } from "../core/curve.js";
import { correctionOf } from "./compose.js";
import {
  covariance,
  etaCurve,
  gainCurve,
  lossCurve,
  phasesCurve,
  powerRail,
  tableCurve,
  terms,
  twoColumns,
} from "./testing/curves.js";

const options = { probe: "meter" };
const forward = (...curves: readonly Curve[]) => correctionOf(curves, powerRail(), options);
const inverse = (...curves: readonly Curve[]) => correctionOf(curves, powerRail({ point: "regulator-input" }), options);
const measured = (...curves: readonly Curve[]) => correctionOf(curves, powerRail(twoColumns), options);
const atLoad = (currentA: number, voltageV = 1): Operating => ({ powerW: currentA * voltageV, currentA, voltageV });
const uOf = ({ sources }: ReturnType<Correction["errors"]>) => Math.hypot(...sources.map(([, u]) => u));

describe("the vectors of measurement.md 8", () => {
  it("1: efficiencies of the loss polynomial", () => {
    const etas = [1, 2, 4, 8, 20, 40, 80].map((load) => load / forward(lossCurve()).at({ powerW: load }));
    expect(etas.map((eta) => eta.toFixed(3))).toEqual("0.608 0.743 0.834 0.887 0.915 0.912 0.889".split(" "));
    const peak = Math.sqrt(terms.aW / terms.cOhm);
    expect(peak).toBeCloseTo(25.82, 2);
    expect(peak / forward(lossCurve()).at({ powerW: peak })).toBeCloseTo(0.9162, 4);
  });
  it("2: the inverse of 21.86 W is 20 A", () => {
    expect(inverse(lossCurve()).at({ powerW: 21.86 })).toBeCloseTo(20, 12);
  });
  it("3: a square of 40 +- 30 A, sample by sample and through the mean", () => {
    const correction = measured(lossCurve());
    const mean = (correction.at(atLoad(10)) + correction.at(atLoad(70))) / 2;
    expect(mean).toBeCloseTo(44.65, 2);
    expect(correction.at(atLoad(40))).toBeCloseTo(43.84, 2);
  });
});

const both: readonly (readonly [string, Curve, readonly [number, number]])[] = [
  ["a loss polynomial", lossCurve(), [0.5, 80]],
  ["a loss polynomial without its square", lossCurve({}, { cOhm: 0 }), [0.5, 80]],
  ["a constant efficiency", etaCurve(), [0.001, 1000]],
  ["a table of efficiencies", tableCurve(), [1, 60]],
  ["a table of inputs", tableCurve({ interpolate: "input" }), [1, 60]],
  ["a table over the current", tableCurve({ over: "currentA", conditions: { voutV: 1.2 } }), [1.3, 70]],
];

describe.each(both)("%s", (_name, curve, [low, high]) => {
  const power = fc.double({ min: low, max: high, noNaN: true });
  it("there and back again is where we were", () => {
    fc.assert(
      fc.property(power, (powerW) => {
        const back = inverse(curve).at({ powerW: forward(curve).at({ powerW }) });
        expect(Math.abs(back / powerW - 1)).toBeLessThan(1e-12);
      }),
    );
  });
  it("has an efficiency above 0 and of 1 at most, and rises with the load", () => {
    fc.assert(
      fc.property(power, power, (a, b) => {
        const input = forward(curve).at({ powerW: a });
        expect(a / input).toBeGreaterThan(0);
        expect(a / input).toBeLessThanOrEqual(1);
        if (a < b) expect(input).toBeLessThanOrEqual(forward(curve).at({ powerW: b }));
      }),
    );
  });
  it.each(["forward", "inverse"])(
    "%s: the samples of a batch are corrected as one by one, and no value stays none",
    (way) => {
      const correction = way === "forward" ? forward(curve) : inverse(curve);
      fc.assert(
        fc.property(fc.array(power, { minLength: 1 }), (watts) => {
          const powerW = Float64Array.of(...watts, Number.NaN, 7);
          correction.apply({ length: watts.length + 1, powerW });
          expect(powerW.at(-2)).toBeNaN();
          expect(powerW.at(-1)).toBe(7);
          for (const [k, before] of watts.entries()) {
            const one = correction.at({ powerW: before });
            if (Number.isNaN(one)) expect(powerW[k]).toBeNaN();
            else expect(Math.abs((powerW[k] ?? 0) / one - 1)).toBeLessThan(1e-13);
          }
        }),
      );
    },
  );
  it("slopes are those of the function, both ways", () => {
    for (const share of [0.21, 0.5, 0.83]) {
      const powerW = low + share * (high - low);
      for (const correction of [forward(curve), inverse(curve)]) {
        const step = 1e-5 * powerW;
        const rise = correction.at({ powerW: powerW + step }) - correction.at({ powerW: powerW - step });
        expect(correction.slopes({ powerW }).powerW / (rise / 2 / step)).toBeCloseTo(1, 6);
      }
    }
  });
});

describe("a rail with current and voltage", () => {
  it("of negative current is outside of a loss whose range does not speak of the current", () => {
    const extent = { low: atLoad(-5), high: atLoad(-4) };
    expect(measured(lossCurve({ range: { voltageV: [0.9, 1.1] } })).outside(extent)).toMatchObject({ value: -5 });
  });
  const chains: readonly (readonly [string, readonly Curve[]])[] = [
    ["a loss", [lossCurve()]],
    ["modes", [phasesCurve()]],
    ["an efficiency", [etaCurve()]],
    ["a table over the current", [tableCurve({ over: "currentA" })]],
    ["gain and offset of the current", [gainCurve({ of: "current" })]],
    ["gain and offset of the voltage", [gainCurve({ of: "voltage" })]],
    ["gain and offset of the power, then a loss", [gainCurve(), lossCurve()]],
    ["gain and offset of the current, then a loss", [gainCurve({ of: "current" }), lossCurve()]],
    ["gain and offset of the voltage, then a table", [gainCurve({ of: "voltage" }), tableCurve({ over: "currentA" })]],
  ];
  it.each(chains)("%s: each column's error has its own slope", (_name, curves) => {
    const correction = measured(...curves);
    for (const [amperes, volts] of [
      [8, 0.9],
      [33, 1.1],
    ] as const) {
      const slopes = correction.slopes(atLoad(amperes, volts));
      const step = 1e-5;
      const by = (dI: number, dV: number) =>
        correction.at(atLoad(amperes + dI, volts + dV)) - correction.at(atLoad(amperes - dI, volts - dV));
      expect(slopes.currentA).toBeCloseTo(by(step, 0) / 2 / step, 6);
      expect(slopes.voltageV).toBeCloseTo(by(0, step) / 2 / step, 5);
    }
  });
  it.each(chains)("%s: a batch is corrected as one by one", (_name, curves) => {
    const correction = measured(...curves);
    const currentA = Float64Array.of(3, 12, Number.NaN, 45);
    const voltageV = Float64Array.of(1, 0.95, 1, 1.1);
    const powerW = currentA.map((amperes, k) => amperes * (voltageV[k] ?? 0));
    const wanted = [3, 12, 45].map((amperes, k) => correction.at(atLoad(amperes, [1, 0.95, 1.1][k])));
    correction.apply({ length: 4, powerW, currentA, voltageV });
    expect(powerW[2]).toBeNaN();
    for (const [k, row] of [0, 1, 3].entries()) expect(powerW[row]).toBeCloseTo(wanted[k] ?? 0, 12);
  });
  it("has the slopes of measurement.md 1.5: V + b + 2 c I and I", () => {
    const { currentA, voltageV } = measured(lossCurve()).slopes(atLoad(20, 1.1));
    expect(currentA).toBeCloseTo(1.1 + 0.045 + 2 * 9e-4 * 20, 12);
    expect(voltageV).toBe(20);
  });
});

describe("errors of a curve", () => {
  it("are x'Cx of the covariance, whatever the signs in it", () => {
    for (const load of [2, 20, 60]) {
      const x = [1, load, load * load];
      const variance = x.reduce(
        (sum, a, i) => sum + x.reduce((inner, b, j) => inner + a * b * (covariance[i]?.[j] ?? 0), 0),
        0,
      );
      expect(uOf(measured(lossCurve()).errors(atLoad(load), 1))).toBeCloseTo(Math.sqrt(variance), 12);
    }
  });
  it("are those of the whitepaper's assumption: u_r of 8.7 %, rectangular", () => {
    const { sources, shapes, strained } = forward(etaCurve()).errors({ powerW: 50 }, 1);
    expect(sources).toEqual([["flat/eta", expect.closeTo(-62.5 * (0.12 / Math.sqrt(3) / 0.8), 12)]]);
    expect(shapes).toEqual([["flat/eta", "rectangular"]]);
    expect(strained).toBe(false);
  });
  it("go backwards over the slope, and the exact form agrees with it for small ones", () => {
    const powerW = 21.86;
    const { sources, ratio } = inverse(lossCurve({}, { uModelW: 0.01 })).errors({ powerW }, 1);
    const slope = 1 + 0.045 + 2 * 9e-4 * 20;
    const up = measured(lossCurve({}, { uModelW: 0.01 })).errors(atLoad(20), 1);
    expect(Math.hypot(...sources.map(([, u]) => u))).toBeCloseTo(uOf(up) / slope, 12);
    const ids = sources.map(([id]) => id);
    const exact = ratio?.((id) => ids.indexOf(id));
    for (const [k, [, u]] of sources.entries()) {
      const deviations = new Float64Array(ids.length);
      deviations[k] = 0.01;
      expect((exact?.(deviations) ?? 0) * 20 - 20).toBeCloseTo(0.01 * u, 6);
    }
  });
  it("are never lowered by one more", () => {
    const plain = uOf(measured(lossCurve()).errors(atLoad(30), 1));
    expect(uOf(measured(lossCurve({}, { uModelW: 0.05 })).errors(atLoad(30), 1))).toBeGreaterThan(plain);
    expect(uOf(measured(gainCurve(), lossCurve()).errors(atLoad(30), 1))).toBeGreaterThan(plain);
    expect(uOf(measured(lossCurve()).errors(atLoad(30), 3))).toBeCloseTo(3 * plain, 12);
  });
  it("of a fit whose scatter was its only measure have its degrees of freedom", () => {
    const fit = { method: "test", points: 8, chi2: 9, dof: 5, scaledBy: 1.8 };
    expect(measured(lossCurve({ fit })).errors(atLoad(30), 1).dof).toEqual([
      ["bench/fit[0]", 5],
      ["bench/fit[1]", 5],
      ["bench/fit[2]", 5],
      ["bench/model", 5],
    ]);
  });
  it("of a fit that took its noise from the residuals have the degrees of freedom that it says", () => {
    const fit = { method: "test", points: 4, covarianceDof: 2 };
    expect(forward(etaCurve({ eta: 0.8, u: 0.01 }, { fit })).errors({ powerW: 1 }, 1).dof).toEqual([["flat/eta", 2]]);
    const sensor = gainCurve({ fit, uReferenceGain: 0.01 });
    expect(measured(sensor).errors(atLoad(30), 1).dof).toEqual([
      [`${sensor.id}/fit[0]`, 2],
      [`${sensor.id}/fit[1]`, 2],
    ]);
    expect(measured(gainCurve()).errors(atLoad(30), 1).dof).toEqual([]);
  });
  it("are strained near no load, near 1, and at a boundary of modes", () => {
    expect(measured(lossCurve()).errors(atLoad(20), 1).strained).toBe(false);
    const light = lossCurve({}, { uModelW: 0.2 });
    expect(measured(light).errors(atLoad(0.5), 1).strained).toBe(true);
    expect(forward(etaCurve({ eta: 0.9, halfWidth: 0.1 })).errors({ powerW: 1 }, 1).strained).toBe(true);
    expect(forward(etaCurve({ eta: 0.7, halfWidth: 0.2 })).errors({ powerW: 1 }, 1).strained).toBe(true);
    expect(measured(phasesCurve()).errors(atLoad(10), 1).strained).toBe(false);
    expect(measured(phasesCurve()).errors(atLoad(20.5), 1).strained).toBe(true);
  });
  it("at a boundary of modes have half the jump, rectangular, beside the larger of both", () => {
    const { sources } = measured(phasesCurve()).errors(atLoad(20.5), 1);
    const jump = 0.6 + 0.0045 * 400 - (1.2 + 0.00225 * 400);
    expect(sources.find(([id]) => id === "modes/mode boundary")?.[1]).toBeCloseTo(
      Math.abs(jump) / 2 / Math.sqrt(3),
      12,
    );
  });
});

describe("modes", () => {
  it("rise with the load, there and back, and their jump is not skipped over", () => {
    const powers = Array.from({ length: 200 }, (_, k) => 1 + k * 0.29);
    const up = powers.map((powerW) => forward(phasesCurve()).at({ powerW }));
    const down = up.map((powerW) => inverse(phasesCurve()).at({ powerW }));
    for (const [k, powerW] of powers.entries()) {
      if (Math.abs(powerW - 20) > 1.5) expect(down[k]).toBeCloseTo(powerW, 9);
      else expect(Math.abs((down[k] ?? 0) - powerW)).toBeLessThan(1);
    }
  });
});
