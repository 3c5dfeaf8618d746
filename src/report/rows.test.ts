import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RailResult, WindowResult } from "../core/result.js";
import { railTree, rowsByProbe } from "./rows.js";

const rail = (name: string, more: Partial<RailResult> = {}): RailResult => ({
  probe: "meter",
  rail: name,
  point: "wall",
  estimate: false,
  energyJ: { value: 1, u: 0.1, U95: 0.2 },
  meanPowerW: { value: 1, u: 0.1, U95: 0.2 },
  minW: 1,
  maxW: 1,
  samples: 1,
  coverage: 1,
  maxGapS: 0,
  correction: { curve: null, from: "wall", to: "wall" },
  budget: [],
  flags: [],
  ...more,
});

const window = (rails: readonly RailResult[], more: Partial<WindowResult> = {}): WindowResult => ({
  name: "command",
  source: "command",
  fromNs: "0",
  toNs: "1",
  durationS: 1,
  rails,
  totals: [],
  ...more,
});

describe("the tree of rails", () => {
  it("puts parts below the rail that contains them, in the order given", () => {
    const rails = [rail("core", { partOf: "package" }), rail("dram"), rail("package"), rail("l2", { partOf: "core" })];
    const lines = railTree(rails).map((line) => `${line.depth} ${line.rail.rail}`);
    expect(lines).toEqual(["0 dram", "0 package", "1 core", "2 l2"]);
  });

  it("does not put rails below another probe's", () => {
    const lines = railTree([rail("a"), rail("b", { probe: "other", partOf: "a" })]);
    expect(lines.map(({ depth }) => depth)).toEqual([0, 0]);
  });

  it("shows every rail once, whatever `partOf` says", () => {
    const name = fc.constantFrom("a", "b", "c", "d", "e");
    const some = fc.array(fc.record({ name, partOf: fc.option(name) }), { maxLength: 8 });
    fc.assert(
      fc.property(some, (list) => {
        const rails = list.map((one) => rail(one.name, one.partOf === null ? {} : { partOf: one.partOf }));
        const shown = railTree(rails).map((line) => line.rail);
        expect(new Set(shown)).toEqual(new Set(rails));
        expect(shown).toHaveLength(rails.length);
      }),
    );
  });
});

describe("a row", () => {
  const only = (rails: readonly RailResult[], more: Partial<WindowResult> = {}) =>
    [...rowsByProbe(window(rails, more)).values()].flat();

  it("without energy has a dash and the reason", () => {
    const [row] = only([rail("a", { energyJ: null, meanPowerW: null, minW: null, flags: ["too-short"] })]);
    expect(row).toMatchObject({ energy: "—", power: "—", range: "—", notes: ["no energy: see too-short"] });
  });

  it("with an interval says what it assumes", () => {
    const energyIntervalJ = { low: 1, high: 2, assumes: "power stayed in range" };
    const [row] = only([rail("a", { energyJ: null, energyIntervalJ, flags: ["gap"] })]);
    expect(row?.energy).toBe("[1.00, 2.00] J");
    expect(row?.notes).toEqual(["interval: assumes power stayed in range", "see gap"]);
  });

  it("says by which curve it was brought to another point", () => {
    const correction = { curve: "vr-7", from: "regulator-output", to: "regulator-input" } as const;
    expect(only([rail("a", { correction })])[0]?.notes).toEqual([
      "corrected from regulator-output to regulator-input by vr-7",
    ]);
  });

  it("of a total names its parts and takes over their flags", () => {
    const total = { ...rail("a"), name: "board", scope: "all of it", parts: ["a", "b"] };
    const rows = only([rail("a", { flags: ["gap"] }), rail("b", { flags: ["gap"] })], { totals: [total] });
    expect(rows.at(-1)?.notes).toEqual(["= a + b; all of it", "see gap"]);
  });

  it("shows an estimate under no other word, whatever its point", () => {
    expect(only([rail("a", { estimate: true })])[0]?.point).toBe("ESTIMATE");
    expect(only([rail("a", { point: "estimate" })])[0]?.point).toBe("ESTIMATE");
  });
});
