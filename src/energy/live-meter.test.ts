import { describe, expect, it } from "vitest";
import type { Batch } from "../core/batch.js";
import type { Rail } from "../core/rail.js";
import { LiveMeter } from "./live-meter.js";

const rail = (id: string, measures: Rail["measures"] = "power"): Rail => ({
  id,
  point: "regulator-input",
  measures,
  columns: [{ name: id, quantity: measures === "power" ? "power" : "energy", unit: "m", scale: 1e-3 }],
  period: 0.1,
  window: { kind: measures === "power" ? "instantaneous" : "counter" },
  uncertainty: [],
});
/** Samples at whole seconds from `from` on; one list of thousandths for each rail. */
const batch = (from: number, ...columns: readonly (readonly number[])[]): Batch => ({
  probe: "meter",
  at: BigInt64Array.from(columns[0] ?? [], (_, index) => BigInt(from + index) * 1_000_000_000n),
  columns: columns.map((values) => Float64Array.from(values)),
  gaps: [],
});

describe("of powers", () => {
  it("it knows nothing before the first sample, then watts, and joules by trapezoids", () => {
    const meter = new LiveMeter("meter", [rail("A")], []);
    expect([meter.watts, meter.joules]).toEqual([undefined, undefined]);
    meter.add(batch(0, [10_000]));
    expect([meter.watts, meter.joules]).toEqual([10, 0]);
    meter.add(batch(1, [20_000, 40_000]));
    expect([meter.watts, meter.joules]).toEqual([40, expect.closeTo(15 + 30, 9)]);
  });

  it("it adds the parts of the first total, and nothing before each has a value", () => {
    const totals = [{ name: "module", parts: ["A", "C"], scope: "module" }];
    const meter = new LiveMeter("meter", [rail("A"), rail("B"), rail("C")], totals);
    meter.add(batch(0, [1000, 1000], [500_000, 500_000], [Number.NaN, Number.NaN]));
    expect(meter.watts).toBeUndefined();
    meter.add(batch(2, [1000, 1000], [500_000, 500_000], [2000, 2000]));
    expect([meter.watts, meter.joules]).toEqual([3, expect.closeTo(3 + 2, 9)]);
  });

  it("it shows the first rail where no total is declared: rails may contain each other", () => {
    const meter = new LiveMeter("meter", [rail("IN"), rail("GPU")], []);
    meter.add(batch(0, [9000, 9000], [4000, 4000]));
    expect([meter.watts, meter.joules]).toEqual([9, 9]);
  });

  it("it bridges a gap", () => {
    const meter = new LiveMeter("meter", [rail("A")], []);
    meter.add(batch(0, [2000, Number.NaN, Number.NaN, 2000]));
    expect([meter.watts, meter.joules]).toEqual([2, 6]);
  });

  it("it passes over another probe's batches", () => {
    const meter = new LiveMeter("meter", [rail("A")], []);
    meter.add({ ...batch(0, [1000, 1000]), probe: "other" });
    expect(meter.watts).toBeUndefined();
  });
});

describe("of a counter", () => {
  const counter = () => new LiveMeter("meter", [rail("E", "energy-counter")], []);

  it("it has no watts before the second value, then those between the last two", () => {
    const meter = counter();
    meter.add(batch(0, [7_000_000]));
    expect([meter.watts, meter.joules]).toEqual([undefined, 0]);
    meter.add(batch(1, [7_005_000, 7_020_000]));
    expect([meter.watts, meter.joules]).toEqual([expect.closeTo(15, 9), expect.closeTo(20, 9)]);
  });

  it("that did not move yet, its next step counts from the last one", () => {
    const meter = counter();
    meter.add(batch(0, [0, 0, 0, 12_000]));
    expect([meter.watts, meter.joules]).toEqual([expect.closeTo(4, 9), expect.closeTo(12, 9)]);
  });

  it("that began again from zero, it goes on from there", () => {
    const meter = counter();
    meter.add(batch(0, [9_000_000, 9_010_000, 3000, 13_000]));
    expect([meter.watts, meter.joules]).toEqual([expect.closeTo(10, 9), expect.closeTo(20, 9)]);
  });
});
