import { describe, expect, it } from "vitest";
import type { Curve } from "../core/curve.js";
import { curveSchema } from "../core/curve-schema.js";
import { MeasurementError } from "../core/error.js";
import { assignCurves, type ChosenCurve } from "./assign-curves.js";
import type { CalibratedRail } from "./curve-scope.js";

const common = { schema: "joulemark/curve/v1", quality: "assumed", source: "test" };
const regulator = (id: string, more: object = {}): Curve =>
  curveSchema.parse({
    ...common,
    kind: "regulator",
    id,
    from: "regulator-output",
    to: "regulator-input",
    model: { form: "efficiency", eta: 0.8, halfWidth: 0.1 },
    ...more,
  });
const gain = (id: string, more: object = {}): Curve => {
  const point = { from: "regulator-output", to: "regulator-output" };
  const line = {
    of: "power",
    gain: 1.1,
    offset: 0,
    covariance: [
      [1e-4, 0],
      [0, 0],
    ],
  };
  return curveSchema.parse({ ...common, kind: "gain-offset", id, ...point, ...line, ...more });
};

const core: CalibratedRail = { probe: "daq", id: "core", point: "regulator-output" };
const memory: CalibratedRail = { probe: "daq", id: "memory", point: "regulator-output" };
const input: CalibratedRail = { probe: "board", id: "VDD/IN", point: "regulator-input" };
const rails = [core, memory, input];

const said = (choices: readonly ChosenCurve[], of: readonly CalibratedRail[] = rails) =>
  assignCurves(choices, of).chains.map(
    ({ probe, rail, steps }) =>
      `${probe}/${rail}: ${steps.map(({ curve, direction }) => `${curve.id} ${direction}`).join(", ")}`,
  );

function refusal(choices: readonly ChosenCurve[], of: readonly CalibratedRail[] = rails): MeasurementError {
  try {
    assignCurves(choices, of);
  } catch (error) {
    if (error instanceof MeasurementError) return error;
    throw error;
  }
  throw new Error("accepted");
}

describe("curves", () => {
  it("without a rail's name hold for every rail at their point", () => {
    expect(said([{ curve: regulator("vr") }])).toEqual(["daq/core: vr forward", "daq/memory: vr forward"]);
    expect(said([])).toEqual([]);
  });

  it("correct the sensor first, then leave its point, however they were named", () => {
    expect(said([{ curve: regulator("vr") }, { curve: gain("shunt") }])[0]).toBe("daq/core: shunt forward, vr forward");
  });

  it("of a sensor's voltage and of its current go together", () => {
    const both = [{ curve: gain("u", { of: "voltage" }) }, { curve: gain("i", { of: "current" }) }];
    expect(said(both)[0]).toBe("daq/core: u forward, i forward");
  });

  it("with a rail's name hold for it alone, backwards where it is at their end", () => {
    expect(said([{ curve: regulator("vr"), probe: "board", rail: "VDD/IN" }])).toEqual(["board/VDD/IN: vr inverse"]);
  });

  it("with a rail's name stand in place of one for every rail", () => {
    const own = { curve: regulator("mine"), probe: "daq", rail: "core" };
    expect(said([{ curve: regulator("vr") }, own])).toEqual(["daq/core: mine forward", "daq/memory: vr forward"]);
  });

  it("hold for the rails they say they are for", () => {
    const of = (appliesTo: object) => ({ curve: regulator("vr", { appliesTo }) });
    expect(said([of({ rail: "memory" })])).toEqual(["daq/memory: vr forward"]);
    expect(said([of({ probe: "daq", rail: "core" })])).toEqual(["daq/core: vr forward"]);
    expect(said([of({ probe: "board" })])).toEqual(["board/VDD/IN: vr inverse"]);
    expect(said([of({ probe: "daq" })], [{ ...core, probe: "daq#2" }])).toEqual(["daq#2/core: vr forward"]);
  });
});

describe("curves of a board", () => {
  const ofCard = { curve: regulator("vr", { appliesTo: { board: "Card X" } }) };
  const card = (id: string, note?: string, device = "Maker Card X, Maker Card X Ti") => ({ ...core, id, device, note });

  it.each([
    ["Card X", true],
    ["card x", true],
    ["Maker Card X", true],
    ["GPU 0: Maker Card X; driver 5", true],
    ["Maker Card X Ti", false],
    ["MyCard X", false],
  ])("know it by its name or the name's end: %s", (device, known) => {
    if (known) expect(said([ofCard], [card("a", undefined, device)])).toEqual(["daq/a: vr forward"]);
    else expect(refusal([ofCard], [card("a", undefined, device)]).code).toBe("UNKNOWN_NAME");
  });

  it("go by the note of a rail where several cards share a device", () => {
    const both = [card("a", "Maker Card X Ti, uuid 1"), card("b", "Maker Card X, uuid 2")];
    expect(said([ofCard], both)).toEqual(["daq/b: vr forward"]);
  });
});

describe("refused is", () => {
  it("a rail that is not here, with the nearest", () => {
    const error = refusal([{ curve: regulator("vr"), probe: "daq", rail: "croe" }]);
    expect(error).toMatchObject({
      code: "UNKNOWN_NAME",
      message: 'There is no rail "daq/croe" to calibrate; did you mean "daq/core"?',
      remedy: "The rails are: daq/core, daq/memory, board/VDD/IN",
    });
  });

  it("a curve for another rail, unless it is named; then it is said", () => {
    const curve = regulator("vr", { appliesTo: { board: "other", rail: "core" } });
    expect(refusal([{ curve }])).toMatchObject({
      code: "UNKNOWN_NAME",
      message: "The curve vr is for board other, rail core, and no rail here is that",
      remedy: expect.stringContaining("--calibration daq/core=CURVE"),
    });
    const { chains, findings } = assignCurves([{ curve, probe: "daq", rail: "memory" }], rails);
    expect(chains).toHaveLength(1);
    expect(findings).toMatchObject([
      { code: "curve-of-another-rail", severity: "degraded", probe: "daq", rail: "memory" },
    ]);
  });

  it("a curve of other points, naming them", () => {
    const wall = regulator("psu", { from: "supply-output", to: "wall" });
    const message = "The curve psu leads from supply-output to wall; daq/core is measured at regulator-output";
    expect(refusal([{ curve: wall }])).toMatchObject({ code: "POINT_MISMATCH", message });
    expect(refusal([{ curve: wall, probe: "daq", rail: "core" }]).message).toBe(message);
    expect(refusal([{ curve: gain("shunt"), probe: "board", rail: "VDD/IN" }]).message).toBe(
      "The curve shunt corrects at regulator-output; board/VDD/IN is measured at regulator-input",
    );
    expect(
      refusal([{ curve: regulator("vr", { appliesTo: { rail: "core" } }) }], [{ ...core, point: "wall" }]).code,
    ).toBe("POINT_MISMATCH");
  });

  it("a curve backwards that nobody asked for, saying how to ask", () => {
    const error = refusal([{ curve: regulator("vr") }], [input]);
    expect([error.code, error.remedy]).toEqual([
      "POINT_MISMATCH",
      "--calibration board/VDD/IN=CURVE uses it backwards; or name a curve from regulator-input, or a rail at regulator-output",
    ]);
  });

  it("a second curve for the same task", () => {
    const message = "The curves a and b both bring it to another point: daq/core takes one";
    expect(refusal([{ curve: regulator("a") }, { curve: regulator("b") }])).toMatchObject({ code: "CONFIG", message });
    const named = { probe: "daq", rail: "core" };
    expect(
      refusal([
        { curve: regulator("a"), ...named },
        { curve: regulator("b"), ...named },
      ]).message,
    ).toBe(message);
    expect(refusal([{ curve: gain("a") }, { curve: gain("b") }]).message).toContain("both correct its power");
    expect(refusal([{ curve: regulator("a") }, { curve: regulator("a") }]).code).toBe("CONFIG");
  });

  it("any curve where there are no rails", () =>
    expect(refusal([{ curve: regulator("vr") }], []).code).toBe("UNKNOWN_NAME"));
});
