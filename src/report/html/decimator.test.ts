import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimator } from "./decimator.js";
import type { Buckets, Course } from "./trace.js";
import { coarser, zoomable } from "./view.js";

const PERIOD = 1_000_000;

/** Powers with gaps: steps of whole periods between samples, a power or none. */
const series = fc.array(
  fc.record({
    step: fc.oneof({ weight: 9, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 1, max: 50 }) }),
    watts: fc.oneof(
      { weight: 9, arbitrary: fc.double({ min: -5, max: 500, noNaN: true }) },
      { weight: 1, arbitrary: fc.constant(Number.NaN) },
    ),
  }),
  { minLength: 1, maxLength: 800 },
);

type Series = readonly { readonly step: number; readonly watts: number }[];

function courseOf(samples: Series, chunk: number, most = 64): Course {
  const decimator = new Decimator({ most, silent: 3 * PERIOD, mostGaps: 1000 });
  let at = 0;
  const instants = samples.map(({ step }) => {
    at += step * PERIOD;
    return at;
  });
  for (let from = 0; from < samples.length; from += chunk) {
    const part = samples.slice(from, from + chunk);
    const watts = Float64Array.from(part, (sample) => sample.watts);
    decimator.addAll(Float64Array.from(instants.slice(from, from + chunk)), watts, part.length);
  }
  return decimator.course();
}

const valuesOf = (samples: Series) => samples.map(({ watts }) => watts).filter((watts) => !Number.isNaN(watts));

/** The gaps as they are defined: no value, or no sample for more than three periods, between two that have one. */
function gapsIn(samples: Series): number {
  let [gaps, since, broken, begun] = [0, 0, false, false];
  for (const { step, watts } of samples) {
    since += step;
    if (Number.isNaN(watts)) broken = true;
    else {
      if (begun && (broken || since > 3)) gaps++;
      [since, broken, begun] = [0, false, true];
    }
  }
  return gaps;
}

const extremes = ({ min, max }: Buckets) => {
  const lows = [...min].filter((watts) => !Number.isNaN(watts));
  const highs = [...max].filter((watts) => !Number.isNaN(watts));
  return [Math.min(...lows), Math.max(...highs)];
};

const total = ({ mean, weight }: Buckets) => {
  const used = [...weight.keys()].filter((k) => (weight[k] ?? 0) > 0);
  return [
    used.reduce((sum, k) => sum + (weight[k] ?? 0), 0),
    used.reduce((sum, k) => sum + (weight[k] ?? 0) * (mean[k] ?? 0), 0),
  ] as const;
};

describe("a decimated course", () => {
  it("has the raw extremes, every sample and every gap, in whatever chunks they come", () =>
    fc.assert(
      fc.property(series, fc.integer({ min: 1, max: 300 }), (samples, chunk) => {
        const course = courseOf(samples, chunk);
        const values = valuesOf(samples);
        expect(course.samples).toBe(values.length);
        expect(course.gapCount).toBe(gapsIn(samples));
        if (course.shape.kind === "points") {
          expect([...course.shape.watts]).toEqual(values.map(Math.fround));
          return;
        }
        expect(course.shape.min.length).toBeLessThanOrEqual(64);
        expect(extremes(course.shape)).toEqual([Math.fround(Math.min(...values)), Math.fround(Math.max(...values))]);
        const [count, sum] = total(course.shape);
        expect(count).toBe(values.length);
        expect(sum).toBeCloseTo(
          values.reduce((a, b) => a + b, 0),
          0,
        );
      }),
    ));

  it("keeps extremes, weights and means on every level above", () =>
    fc.assert(
      fc.property(series, (samples) => {
        const { levels } = zoomable(courseOf(samples, 100, 512));
        for (const [k, level] of levels.entries()) {
          expect(extremes(level)).toEqual(extremes(levels[0] ?? level));
          expect(total(level)[0]).toBe(total(levels[0] ?? level)[0]);
          expect(level.widthS).toBeCloseTo((levels[0]?.widthS ?? 0) * 2 ** k, 12);
        }
        const [first] = levels;
        if (first !== undefined) expect(total(coarser(first))[1]).toBeCloseTo(total(first)[1], 0);
      }),
    ));

  it("is every sample while they are few, at its own instant", () => {
    const samples = [1, 2, 3].map((watts) => ({ step: 1, watts }));
    const { shape } = courseOf(samples, 2);
    expect(shape.kind === "points" && [...shape.at]).toEqual([0.001, 0.002, 0.003]);
  });

  it("keeps the longest gaps where there are more than it has room for, and counts all", () => {
    const decimator = new Decimator({ most: 64, silent: 3, mostGaps: 5 });
    let at = 0;
    for (let k = 0; k < 200; k++) {
      at += 10 + (k % 50 === 7 ? 1000 : 0);
      decimator.add(at, 1, 1);
    }
    const { gaps, gapCount } = decimator.course();
    expect(gapCount).toBe(199);
    expect(gaps.length).toBe(10);
    const lengths = [...gaps].flatMap((from, k) =>
      k % 2 === 0 ? [Math.round(1e9 * ((gaps[k + 1] ?? 0) - from))] : [],
    );
    expect(lengths.filter((length) => length === 1010)).toHaveLength(4);
  });

  it("without a sample is empty", () => {
    const course = new Decimator({ most: 64, silent: 3, mostGaps: 5 }).course();
    expect(course).toMatchObject({ samples: 0, gapCount: 0, shape: { kind: "points" } });
  });
});
