import { describe, expect, it } from "vitest";
import { Random } from "../core/random.js";
import { quantity } from "../core/uncertainty.js";
import { type Agreement, agreementsAmong, disagreesAbove, normalizedError } from "./agreement.js";
import type { RailEnergy } from "./span.js";
import { errorSource, grid, measureRail, powerRail, span } from "./testing/fixture.js";

/** A rail that showed `watts` for ten seconds. */
function steady(watts: number, more: Parameters<typeof powerRail>[0] = {}): RailEnergy {
  const at = grid(0, 0.1, 200);
  const [found] = measureRail({ rail: powerRail(more), at, columns: [at.map(() => watts)], spans: [span(5, 15)] });
  if (found === undefined) throw new Error("no result");
  return found;
}

const of = (probe: string, rail: RailEnergy): RailEnergy => ({ ...rail, probe });
/** An error of one meter, named as its own: the fixture calls every probe the same. */
const gain = (size: number, shared: string) => [errorSource("gain", size, { shared })];

function only(found: readonly Agreement[]): Agreement {
  expect(found).toHaveLength(1);
  const [one] = found;
  if (one === undefined) throw new Error("nothing was compared");
  return one;
}

describe("rails of one node", () => {
  const meter = of("meter", steady(100, { node: "board", uncertainty: gain(0.02, "meter") }));

  it("of several probes are held against each other: 3 W of 100 at 2 % each are within their uncertainty", () => {
    const other = of("other", steady(103, { node: "board", uncertainty: gain(0.02, "other") }));
    const one = only(agreementsAmong([meter, other]));
    expect(one.difference.value).toBeCloseTo(-30, 9);
    expect(normalizedError(one)).toBeCloseTo(30 / (2 * Math.hypot(20, 20.6)), 6);
  });

  it("disagree when they are farther apart than that", () => {
    const other = of("other", steady(108, { node: "board", uncertainty: gain(0.02, "other") }));
    expect(normalizedError(only(agreementsAmong([meter, other])))).toBeGreaterThan(disagreesAbove(1));
  });

  it("that share their sensor have less to differ by", () => {
    const [one, two] = [100, 101].map((watts, k) =>
      of(`m${k}`, steady(watts, { node: "board", uncertainty: gain(0.02, "sensor") })),
    );
    const found = only(agreementsAmong([one, two].filter((rail) => rail !== undefined)));
    expect(normalizedError(found)).toBeGreaterThan(20);
  });

  it("at other points, of other nodes, of none, or without a number are not compared", () => {
    const same = { node: "board", uncertainty: gain(0.02, "other") };
    for (const other of [
      steady(100, { ...same, point: "wall" }),
      steady(100, { ...same, node: "another" }),
      steady(100),
      steady(Number.NaN, same),
    ])
      expect(agreementsAmong([meter, of("other", other)])).toEqual([]);
  });

  it("three of them are three pairs", () => {
    const three = ["a", "b", "c"].map((name) => of(name, meter));
    expect(agreementsAmong(three).map(({ first, second }) => [first.name, second.name])).toEqual([
      ["a/VDD", "b/VDD"],
      ["a/VDD", "c/VDD"],
      ["b/VDD", "c/VDD"],
    ]);
  });
});

describe("what somebody says watches the same power", () => {
  it("is compared by name, totals too", () => {
    const total = { name: "daq/all", point: "regulator-input", energy: quantity(1000, [["daq", 10]]) } as const;
    const rails = [of("meter", steady(100, { uncertainty: gain(0.02, "meter") }))];
    const found = agreementsAmong(rails, [total], [["meter/VDD", "daq/all"]]);
    expect(normalizedError(only(found))).toBeCloseTo(0, 12);
  });
});

describe("parts of a rail", () => {
  const inside = (watts: number, id: string) => steady(watts, { id, partOf: "VDD", uncertainty: gain(0.01, id) });

  it("may take less than it, however much", () => {
    const found = agreementsAmong([
      steady(100, { uncertainty: gain(0.01, "VDD") }),
      inside(30, "CPU"),
      inside(20, "GPU"),
    ]);
    expect(only(found)).toMatchObject({ relation: "parts", second: { name: "meter/CPU + meter/GPU" } });
    expect(normalizedError(only(found))).toBe(0);
  });

  it("cannot take more", () => {
    const found = agreementsAmong([
      steady(100, { uncertainty: gain(0.01, "VDD") }),
      inside(80, "CPU"),
      inside(30, "GPU"),
    ]);
    expect(normalizedError(only(found))).toBeGreaterThan(disagreesAbove(1));
  });
});

describe("two meters of one power", () => {
  const random = new Random(20261128);
  /** Readings of 100 W by two meters with normal errors of 2 and 1 %, the second off by `shift` of the combined u. */
  const drawn = (shift: number) => {
    const u = Math.hypot(0.02, 0.01);
    const reading = (of: number, off: number) => 100 * (1 + of * random.normal() + off);
    return agreementsAmong([
      of("a", steady(reading(0.02, 0), { node: "n", uncertainty: gain(0.02, "a") })),
      of("b", steady(reading(0.01, shift * u), { node: "n", uncertainty: gain(0.01, "b") })),
    ]);
  };
  const disagreeing = (shift: number, count: number) =>
    Array.from({ length: count }, () => normalizedError(only(drawn(shift)))).filter(
      (error) => error > disagreesAbove(1),
    ).length;

  it("with honest errors are said to disagree in at most 5 % of the cases, within chance", () => {
    const [trials, false_] = [1000, disagreeing(0, 1000)];
    expect(false_ / trials).toBeLessThan(0.05 + 2 * Math.sqrt((0.05 * 0.95) / trials));
    expect(false_ / trials).toBeGreaterThan(0.02);
  });

  it("are found out when one is off by four times what both state", () => {
    expect(disagreeing(4, 200)).toBeGreaterThan(190);
  });

  it("among many pairs, the limit grows so that the whole report is wrong that seldom", () => {
    const reports = Array.from({ length: 200 }, () => {
      const errors = Array.from({ length: 10 }, () => normalizedError(only(drawn(0))));
      return errors.some((error) => error > disagreesAbove(errors.length));
    });
    expect(reports.filter(Boolean).length / reports.length).toBeLessThan(0.08);
  });

  it.each([
    [1, 1],
    [10, 2.807 / 1.96],
    [1000, 4.056 / 1.96],
  ])("of %i comparisons one disagrees from %f on", (count, limit) => {
    expect(disagreesAbove(count)).toBeCloseTo(limit, 2);
  });
});
