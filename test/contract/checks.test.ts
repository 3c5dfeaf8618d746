import { describe, expect, it } from "vitest";
import type { Batch } from "../../src/core/batch.js";
import type { Rail } from "../../src/core/rail.js";
import { batchProblems } from "./batch-checks.js";
import { railProblems } from "./rail-checks.js";
import { powerRail } from "./recording.js";

// The contract itself must be able to fail: each broken promise is found, and named.
describe("rails", () => {
  const A = powerRail("A");
  const B = powerRail("B");
  const one = (change: Partial<Rail>) => ({ rails: [{ ...A, ...change }, B], totals: [] });
  const total = (rails: readonly Rail[], parts: readonly string[]) => ({
    rails,
    totals: [{ name: "T", parts, scope: "s" }],
  });

  it("that keep the contract have no problems", () => {
    expect(railProblems(total([A, B], ["A", "B"]))).toEqual([]);
  });

  it.each([
    [{ rails: [], totals: [] }, "no rails"],
    [one({ id: "B" }), "two rails are called B"],
    [one({ columns: B.columns }), "two columns are called B"],
    [one({ measures: "energy-counter" }), "has columns that are no energy-counter"],
    [one({ columns: A.columns.map((column) => ({ ...column, scale: 0 })) }), "without unit or scale"],
    [one({ period: 0 }), "period 0 s"],
    [one({ window: { kind: "counter" } }), "with a counter window"],
    [one({ partOf: "C" }), "which is no rail"],
    [one({ partOf: "A" }), "part of itself"],
    [one({ uncertainty: [] }), "states no uncertainty"],
    [one({ uncertainty: A.uncertainty.map((source) => ({ ...source, origin: "" })) }), "without origin"],
    [total([A, B], ["A", "C"]), "that are no rails"],
    [total([A, { ...B, point: "wall" }], ["A", "B"]), "several points"],
    [total([A, { ...B, partOf: "C" }, { ...powerRail("C"), partOf: "A" }], ["A", "B"]), "the rail around it"],
  ] as const)("%# are found out: %j", (declared, words) => {
    expect(railProblems(declared).join("; ")).toContain(words);
  });
});

describe("batches", () => {
  const batch = (at: readonly bigint[], values: readonly number[], gaps: Batch["gaps"] = []): Batch => ({
    probe: "p",
    at: BigInt64Array.from(at),
    columns: [Float64Array.from(values)],
    gaps,
  });
  const gap = (from: bigint, to: bigint, columns: readonly string[] = ["A"]) => ({
    probe: "p",
    columns,
    from,
    to,
    reason: "EIO",
  });

  it("that keep the contract have no problems", () => {
    const batches = [batch([1n, 2n], [1, Number.NaN]), batch([3n], [1], [gap(2n, 3n)])];
    expect(batchProblems(batches, { rails: [powerRail("A")] })).toEqual([]);
  });

  it.each([
    [[batch([1n], [])], "not as long"],
    [[{ ...batch([1n], [1]), columns: [] }], "0 columns"],
    [[batch([1n, 1n], [1, 1])], "before the last"],
    [[batch([2n], [1]), batch([1n], [1])], "before the last"],
    [[batch([1n], [Number.NaN])], "no gap says why"],
    [[batch([1n], [Number.NaN], [gap(1n, 1n, ["B"])])], "no gap says why"],
    [[batch([1n], [Number.NaN], [gap(2n, 3n)])], "no gap says why"],
    [[batch([1n], [1], [gap(2n, 1n)])], "no sense"],
  ])("%# are found out", (batches, words) => {
    expect(batchProblems(batches, { rails: [powerRail("A")] }).join("; ")).toContain(words);
  });
});
