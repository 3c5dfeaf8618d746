import { describe, expect, it } from "vitest";
import { etaCurve, gainCurve } from "./testing/curves.js";
import { towards } from "./towards.js";

const rails = [
  { probe: "daq", id: "core", point: "regulator-output" },
  { probe: "board", id: "in", point: "regulator-input" },
  { probe: "wall", id: "box", point: "wall" },
] as const;
const chosen = (point: Parameters<typeof towards>[2], ...choices: Parameters<typeof towards>[0]) =>
  towards(choices, rails, point).map(({ curve, probe, rail }) => `${probe}/${rail}: ${curve.id}`);

describe("curves towards a point", () => {
  it("are taken up or down by the rails that they bring there, and by no others", () => {
    expect(chosen("regulator-input", { curve: etaCurve() })).toEqual(["daq/core: flat"]);
    expect(chosen("regulator-output", { curve: etaCurve() })).toEqual(["board/in: flat"]);
    expect(chosen("wall", { curve: etaCurve() })).toEqual([]);
  });
  it("of a sensor hold for the rails at its point, wherever these go", () => {
    expect(chosen("regulator-input", { curve: gainCurve() })).toEqual(["daq/core: sensor"]);
  });
  it("for a named rail stand in place of one of their kind", () => {
    const own = { curve: etaCurve(undefined, { id: "own" }), probe: "daq", rail: "core" };
    expect(chosen("regulator-input", { curve: etaCurve() }, own)).toEqual(["daq/core: own"]);
  });
});
