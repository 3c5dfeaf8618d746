import { describe, expect, test } from "vitest";
import type { ConditionResult } from "../../core/result.js";
import { conditionsOf } from "./conditions.js";
import { expectationsOf } from "./expectations.js";

const told = (name: string, [min, max]: readonly [number, number], more: Partial<ConditionResult> = {}) =>
  ({
    probe: "p",
    name,
    quantity: "frequency",
    unit: "MHz",
    mean: (min + max) / 2,
    min,
    max,
    samples: 10,
    ...more,
  }) as const;

const clocks = [told("gpu0.clock.core", [690, 692]), told("gpu0.clock.memory", [1600, 1600])];
const met = (what: string, text: string, conditions: readonly ConditionResult[] = clocks) =>
  expectationsOf({ [what]: text }, conditions)[0]?.met;

describe("what should hold", () => {
  test("holds if it did for every sample", () => {
    expect(met("clock", "690 MHz")).toBe(true);
    expect(met("clock", "690 MHz ± 1")).toBe(false);
    expect(met("clock", "690 MHz", [told("gpu0.clock.core", [300, 690])])).toBe(false);
    expect(met("clock", "<= 692 MHz")).toBe(true);
    expect(met("clock", "< 692 MHz")).toBe(false);
  });

  test("names a condition, by any device, or the first of its quantity", () => {
    expect(met("clock.memory", "1600 MHz")).toBe(true);
    expect(met("gpu0.clock.memory", "690 MHz")).toBe(false);
    const two = [...clocks, told("gpu1.clock.core", [900, 900])];
    expect(met("clock", "690 MHz", two)).toBe(false);
  });

  test("is not known where no instrument tells it in that unit", () => {
    const unknown = { found: null, met: null };
    expect(expectationsOf({ clock: "690 MHz" }, [])[0]).toMatchObject(unknown);
    expect(expectationsOf({ clock: "0.69 GHz" }, clocks)[0]).toMatchObject(unknown);
    const silent = told("gpu0.clock.core", [690, 690], { samples: 0, min: null, max: null, mean: null });
    expect(expectationsOf({ clock: "690 MHz" }, [silent])[0]).toMatchObject(unknown);
  });
});

test("conditions of several runs are those of all their samples", () => {
  const [a, b] = [told("c", [1, 3], { mean: 2, samples: 10 }), told("c", [0, 2], { mean: 1, samples: 30 })];
  expect(conditionsOf([[a], [b]])).toEqual([{ ...a, min: 0, max: 3, mean: 1.25, samples: 40 }]);
  const none = told("c", [1, 3], { mean: null, min: null, max: null, samples: 0 });
  expect(conditionsOf([[none], [b]])[0]).toMatchObject({ mean: 1, min: 0, max: 2, samples: 30 });
});
