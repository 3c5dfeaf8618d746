import { expect, it } from "vitest";
import { chipTypes } from "./chips.js";
import { shuntOf } from "./shunt.js";
import { errorsOfPower, type VoltRange } from "./uncertainty.js";

const type = chipTypes.get("ina3221");
if (type === undefined) throw new Error("no INA3221");
const shunt = shuntOf({ rail: "A", driver: 5000, user: undefined, board: undefined });
const sizes = (volts?: number | VoltRange) =>
  new Map(
    errorsOfPower({ chip: { type, address: "1-0040" }, shunt, shuntTolerance: 0.01 }, volts).map((source) => [
      source.id,
      source.size,
    ]),
  );

it("limits at known volts are those of devices.md A4", () => {
  const at12 = sizes(12);
  expect(at12.get("shunt offset")).toBeCloseTo(0.016 * 12, 9);
  expect(at12.get("resolution")).toBeCloseTo(0.008 * 12 + 0.002, 9);
  expect(at12.get("bus offset")).toBeCloseTo(0.02 / 12, 9);
});

it.each([undefined, 0, -1, Number.NaN])("with %s for volts none is smaller than at any voltage in use", (volts) => {
  const worst = sizes(volts);
  for (const known of [1.816, 3.344, 4.776, 5, 12, 19.16])
    for (const [id, size] of sizes(known)) expect([id, (worst.get(id) ?? 0) >= size]).toEqual([id, true]);
});

it("of a range each is at its worse end", () => {
  const between = sizes([5, 12]);
  expect(between.get("shunt offset")).toBe(sizes(12).get("shunt offset"));
  expect(between.get("bus offset")).toBe(sizes(5).get("bus offset"));
});
