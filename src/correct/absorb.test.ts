import { describe, expect, it } from "vitest";
import { powerRail } from "../energy/testing/fixture.js";
import { isThisSensor } from "./absorb.js";
import { gainCurve } from "./testing/curves.js";

const rail = powerRail({ id: "VDD_IN" });
const measuredWith = (id: string) =>
  gainCurve({ measured: { date: "2026-11-28", instruments: [{ measures: "sensor", id }] } });

describe("the sensor of a curve", () => {
  it.each([
    ["meter/VDD_IN", true],
    ["Some Board (rev 2), meter/VDD_IN", true],
    ["Some Board, meter/VDD_IN on bench1", true],
    ["Some Board, meter/VDD_IN on bench2", false],
    ["Some Board, meter/VDD_IN on", false],
    ["Some Board, meter/VDD_IN_2 on bench1", false],
    ["Some Board, meter#2/VDD_IN on bench1", false],
    ["not named", false],
  ])("that was measured with %j is this rail's on bench1: %s", (id, same) => {
    expect(isThisSensor(measuredWith(id), rail, { probe: "meter", host: "bench1" })).toBe(same);
  });

  it("is not known to be this one where nobody says which computer it is", () => {
    expect(isThisSensor(measuredWith("meter/VDD_IN on bench1"), rail, { probe: "meter" })).toBe(false);
  });
});
