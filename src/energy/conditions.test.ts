import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Condition } from "../core/condition.js";
import { Conditions } from "./conditions.js";
import { SECOND, span } from "./testing/fixture.js";

const clock: Condition = { name: "gpu0.clock", quantity: "frequency", unit: "MHz" };
const state: Condition = { name: "gpu0.pstate", quantity: "state", unit: "" };

/** Samples every second from 0 on, the conditions in the columns after one of power, in chunks of `size`. */
function* chunks(columns: readonly (readonly number[])[], size: number) {
  const count = columns[0]?.length ?? 0;
  for (let from = 0; from < count; from += size) {
    const length = Math.min(size, count - from);
    const at = Float64Array.from({ length }, (_, i) => (from + i) * SECOND);
    const power = new Float64Array(length).fill(100);
    yield { length, at, columns: [power, ...columns.map((c) => Float64Array.from(c.slice(from, from + length)))] };
  }
}

function valuesIn(columns: readonly (readonly number[])[], spans: readonly [number, number][], size = 3) {
  const conditions = [clock, state].slice(0, columns.length);
  const watched = new Conditions({ conditions, first: 1, spans: spans.map(([from, to]) => span(from, to)) });
  let length = 0;
  for (const chunk of watched.watch(chunks(columns, size))) length += chunk.length;
  expect(length).toBe(columns[0]?.length);
  return watched.values();
}

describe("conditions", () => {
  it("are the mean, the smallest and the largest of the samples in each window", () => {
    const [first, second] = valuesIn(
      [[1000, 1200, 1400, 1600, 1800]],
      [
        [0, 2],
        [1, 5],
      ],
    );
    expect(first).toEqual([{ condition: clock, mean: 1100, min: 1000, max: 1200, samples: 2 }]);
    expect(second).toEqual([{ condition: clock, mean: 1500, min: 1200, max: 1800, samples: 4 }]);
  });

  it("leave missing values out, and are null where there is none: never 0", () => {
    const [some, none] = valuesIn(
      [[1000, Number.NaN, 1400]],
      [
        [0, 3],
        [1, 2],
      ],
    );
    expect(some).toMatchObject([{ mean: 1200, samples: 2 }]);
    expect(none).toEqual([{ condition: clock, mean: null, min: null, max: null, samples: 0 }]);
  });

  it("of a state have no mean", () => {
    const [values] = valuesIn(
      [
        [1, 1, 1],
        [0, 8, 8],
      ],
      [[0, 3]],
    );
    expect(values?.[1]).toEqual({ condition: state, mean: null, min: 0, max: 8, samples: 3 });
  });

  it("do not depend on how the samples are cut into chunks", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 3000 }), { minLength: 1, maxLength: 30 }),
        fc.integer({ min: 1, max: 9 }),
        (values, size) => {
          const windows: [number, number][] = [
            [0, 5],
            [3, 40],
          ];
          expect(valuesIn([values], windows, size)).toEqual(valuesIn([values], windows, values.length));
        },
      ),
    );
  });
});
