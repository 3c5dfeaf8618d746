import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { traceOf } from "./trace.js";
import { energyOf, peakOf, powerAt, type Waveform } from "./waveform.js";

const watts = fc.double({ min: 0, max: 500, noNaN: true });
const seconds = fc.double({ min: 0.01, max: 20, noNaN: true });
const instant = fc.double({ min: -5, max: 30, noNaN: true });

const waveforms: Readonly<Record<Waveform["type"], fc.Arbitrary<Waveform>>> = {
  constant: watts.map((powerW) => ({ type: "constant", powerW })),
  step: fc.tuple(watts, watts, instant).map(([beforeW, afterW, atS]) => ({ type: "step", beforeW, afterW, atS })),
  ramp: fc
    .tuple(watts, watts, instant, seconds)
    .map(([beforeW, afterW, fromS, length]) => ({ type: "ramp", beforeW, afterW, fromS, toS: fromS + length })),
  sine: fc
    .tuple(watts, fc.double({ min: 0, max: 1, noNaN: true }), seconds)
    .map(([meanW, share, periodS]) => ({ type: "sine", meanW, amplitudeW: meanW * share, periodS })),
  square: fc
    .tuple(watts, watts, seconds, fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([lowW, highW, periodS, duty]) => ({ type: "square", lowW, highW, periodS, duty })),
  stairs: fc
    .tuple(fc.array(watts, { minLength: 1, maxLength: 6 }), fc.double({ min: 0.1, max: 20, noNaN: true }))
    .map(([levelsW, dwellS]) => ({ type: "stairs", levelsW, dwellS })),
  dial: fc.array(fc.tuple(seconds, watts), { maxLength: 6 }).map((turns) => {
    let t = -3;
    const times = turns.map(([span]) => (t += span));
    return { type: "dial", dial: { file: "", mostW: 500, times, watts: turns.map(([, power]) => power) } };
  }),
  trace: fc.array(fc.tuple(seconds, watts), { minLength: 2, maxLength: 12 }).map((points) => {
    let t = 0;
    const times = points.map(([span]) => (t += span));
    return {
      type: "trace",
      trace: traceOf(
        times,
        points.map(([, power]) => power),
      ),
    };
  }),
};

const STEPS = 20_000;
/** The midpoint rule; its error is at most peak x step for each jump of the waveform, and less elsewhere. */
function numericEnergy(waveform: Waveform, from: number, to: number): number {
  const step = (to - from) / STEPS;
  let sum = 0;
  for (let i = 0; i < STEPS; i++) sum += powerAt(waveform, from + (i + 0.5) * step);
  return sum * step;
}

const jumpsOf = (waveform: Waveform, span: number): number =>
  2 +
  (waveform.type === "dial" ? waveform.dial.times.length : 0) +
  (waveform.type === "stairs" ? span / waveform.dwellS : 0) +
  (waveform.type === "square" || waveform.type === "sine" ? (2 * span) / waveform.periodS : 0);

describe.each(Object.entries(waveforms))("energy of a %s waveform", (_type, waveform) => {
  it("is what summing its power gives", () => {
    fc.assert(
      fc.property(waveform, instant, fc.double({ min: 0.001, max: 10, noNaN: true }), (wave, from, span) => {
        const tolerance = (peakOf(wave) + 1) * (span / STEPS) * jumpsOf(wave, span) + 1e-9;
        expect(Math.abs(energyOf(wave, from, from + span) - numericEnergy(wave, from, from + span))).toBeLessThan(
          tolerance,
        );
      }),
      { numRuns: 60 },
    );
  });

  it("adds up over adjoining windows and never exceeds the peak", () => {
    fc.assert(
      fc.property(waveform, instant, seconds, seconds, (wave, from, first, second) => {
        const whole = energyOf(wave, from, from + first + second);
        const parts = energyOf(wave, from, from + first) + energyOf(wave, from + first, from + first + second);
        expect(Math.abs(whole - parts)).toBeLessThanOrEqual(1e-9 * (1 + peakOf(wave) * 60));
        expect(whole).toBeLessThanOrEqual(peakOf(wave) * (first + second) + 1e-9 * (1 + peakOf(wave) * 60));
      }),
    );
  });
});

describe("known answers", () => {
  it.each([
    [{ type: "constant", powerW: 10 }, 0, 3, 30],
    [{ type: "step", beforeW: 2, afterW: 8, atS: 1 }, 0, 3, 18],
    [{ type: "ramp", beforeW: 0, afterW: 10, fromS: 1, toS: 3 }, 0, 4, 20],
    [{ type: "ramp", beforeW: 0, afterW: 10, fromS: 1, toS: 3 }, 1, 2, 2.5],
    [{ type: "sine", meanW: 5, amplitudeW: 5, periodS: 2 }, 0, 1, 5 + 10 / Math.PI],
    [{ type: "square", lowW: 80, highW: 250, periodS: 0.1, duty: 0.5 }, 0, 2, 330],
    [{ type: "trace", trace: traceOf([1, 2, 4], [0, 10, 20]) }, 0, 5, 55],
  ] as const satisfies readonly (readonly [Waveform, number, number, number])[])(
    "%j from %d s to %d s is %d J",
    (waveform, from, to, joules) => expect(energyOf(waveform, from, to)).toBeCloseTo(joules, 9),
  );
});
