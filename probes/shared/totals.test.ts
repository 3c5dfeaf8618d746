import { describe, expect, it } from "vitest";
import type { Rail } from "../../src/core/rail.js";
import { selectRails } from "./rail-settings.js";
import { checkedTotals, completeTotals } from "./totals.js";

const rail = (id: string, rest: Partial<Rail> = {}): Rail => ({
  id,
  point: "regulator-input",
  measures: "power",
  columns: [],
  period: 0.01,
  window: { kind: "instantaneous" },
  uncertainty: [],
  ...rest,
});
const rails = [
  rail("IN"),
  rail("GPU", { partOf: "IN" }),
  rail("WIFI", { point: "regulator-output", partOf: "IN" }),
  rail("MUX"),
];
const total = (...parts: string[]) => ({ name: "mine", parts, scope: "board" });

describe("checkedTotals", () => {
  it("takes a sum of rails at one point that do not contain each other", () => {
    expect(checkedTotals([total("IN", "MUX")], rails)).toEqual([total("IN", "MUX")]);
  });

  it.each([
    [
      "a rail that is not there",
      total("IM"),
      { code: "UNKNOWN_NAME", message: 'There is no rail "IM"; did you mean "IN"?' },
    ],
    [
      "rails at two points",
      total("MUX", "WIFI"),
      { code: "POINT_MISMATCH", message: "Total mine adds MUX at regulator-input and WIFI at regulator-output" },
    ],
    [
      "a rail and what contains it",
      total("IN", "GPU"),
      { code: "CONFIG", message: "Total mine counts energy twice: GPU is already contained in IN" },
    ],
    [
      "a rail twice",
      total("MUX", "MUX"),
      { code: "CONFIG", message: "Total mine counts energy twice: MUX is named twice" },
    ],
  ])("refuses %s", (_what, wrong, error) => {
    expect(() => checkedTotals([wrong], rails)).toThrow(expect.objectContaining(error));
  });
});

it("a total of which a part is missing is no total", () => {
  expect(completeTotals([total("IN", "GONE"), total("MUX")], rails)).toEqual([total("MUX")]);
});

describe("selectRails", () => {
  const plans = rails.map((rail) => ({ rail }));

  it("keeps the instrument's order", () => {
    expect(selectRails(plans, ["MUX", "IN"]).map(({ rail }) => rail.id)).toEqual(["IN", "MUX"]);
  });

  it("refuses a rail that is not there, with those that are", () => {
    expect(() => selectRails(plans, ["CPU"])).toThrow(
      expect.objectContaining({ code: "UNKNOWN_NAME", remedy: "Use one of: IN, GPU, WIFI, MUX" }),
    );
  });
});
