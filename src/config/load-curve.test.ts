import { describe, expect, it } from "vitest";
import { MeasurementError } from "../core/error.js";
import { parseCurve } from "./load-curve.js";
import { efficiency, gain, loss, table } from "./testing/curve-texts.js";

function problem(text: string): MeasurementError {
  try {
    parseCurve(text, "c.yaml");
  } catch (error) {
    if (error instanceof MeasurementError) return error;
    throw error;
  }
  throw new Error("accepted");
}

/** The text with one piece of it, which must be there, replaced. */
function edited(text: string, [from, to]: readonly [string, string]): string {
  expect(text).toContain(from);
  return text.replace(from, to);
}

describe("a curve", () => {
  it.each([
    ["loss", loss],
    ["predictive", loss.replace("bV: 0.045", "bV: -0.01")],
    ["predictive, whose loss is above 0 all the same", loss.replace("bV: 0.045", "bV: -0.15").replace("80]", "5]")],
    ["efficiency", efficiency],
    ["gain-offset", gain],
    ["table", table],
    ["CRLF", table.replaceAll("\n", "\r\n")],
  ])("%s is read", (_name, text) => expect(parseCurve(text, "c.yaml").schema).toBe("joulemark/curve/v1"));

  it("with a slash in its id is read", () => {
    expect(parseCurve(gain.replace("id: card", "id: boards/card/power"), "c").id).toBe("boards/card/power");
  });
});

describe("a wrong curve is refused by place and key:", () => {
  it.each<[string, [string, string], string]>([
    // keys, by the variant they are in
    [loss, ["aW: 0.6", "aMilliW: 600"], '18:3: unknown key "aMilliW": give aW, in W (known keys: form, aW, bV, cOhm,'],
    [loss, ["aW: 0.6", "aV: 600"], '18:3: unknown key "aV": give aW, in W (known'],
    [loss, ["bV: 0.045", "b: 0.045"], '19:3: unknown key "b": give bV, in V (known'],
    [loss, ["covariance:", "covarience:"], '21:3: unknown key "covarience"; did you mean "covariance"?'],
    [loss, ["vinV: 12", "vinMilliV: 12e3"], '8:15: unknown key "vinMilliV": give vinV, in V (known keys: vinV, voutV'],
    [loss, ["currentA", "currentMilliAmps"], '14:3: unknown key "currentMilliAmps": give currentA, in A (known'],
    [loss, ["id: meter 1", "name: meter 1"], '12:26: unknown key "name" (known keys: measures, id, calibration)'],
    [loss, ["regression:", "regresion:"], '15:1: unknown key "regresion"; did you mean "regression"?'],
    [efficiency, ["halfWidth", "halfwidth"], '11:3: unknown key "halfwidth"; did you mean "halfWidth"?'],
    [efficiency, ["eta: 0.8", "etaPercent: 80"], '10:3: unknown key "etaPercent": give eta, as a fraction of 1 (known'],
    [efficiency, ["halfWidth: 0.12", "aW: 1"], '11:3: unknown key "aW" (known keys: form, eta, halfWidth, u)'],
    [gain, ["offset: 1.4", "offsett: 1.4"], '10:1: unknown key "offsett"; did you mean "offset"?'],
    [gain, ["of: power", "model: { form: loss }"], '8:1: unknown key "model" (known keys: kind, schema,'],
    [table, ["over:", "ovr:"], '8:1: unknown key "ovr"; did you mean "over"?'],
    // words
    [loss, ["kind: regulator", "kind: regulater"], '2:7: kind must be one of regulator, gain-offset, table, not "reg'],
    [loss, ["kind: regulator\n", ""], "1:1: kind is missing; it must be one of regulator, gain-offset, table"],
    [loss, ["form: loss", "form: los"], '17:9: model.form must be one of efficiency, loss, phases, not "los"; did you'],
    [loss, ["form: loss\n", "\n"], "18:3: model.form is missing; it must be one of efficiency, loss, phases"],
    [loss, ["curve/v1", "curve/v2"], '1:9: schema must be joulemark/curve/v1, not "joulemark/curve/v2"'],
    [loss, ["schema: joulemark/curve/v1\n", ""], "1:1: schema is missing; it must be joulemark/curve/v1"],
    [loss, ["to: regulator-input", "to: regulater-input"], "5:5: to must be one of wall, supply-output, regulator-in"],
    [loss, ["quality: bench-curve", "quality: good"], "6:10: quality must be one of assumed, datasheet, bench-curve"],
    [loss, ["source: bench\n", ""], "1:1: source is missing (a string)"],
    [loss, ["source: bench", "source: ''"], "7:9: source must not be empty"],
    [loss, ["id: core", "id: a/"], "3:5: id must be letters, digits, dots"],
    [loss, ["id: core", "id: ../core"], "3:5: id must be letters, digits, dots"],
    // numbers and units
    [loss, ["aW: 0.6", "aW: 0.6 W"], '18:7: model.aW must be a plain number in W: write 0.6, not "0.6 W"'],
    [loss, ["aW: 0.6", 'aW: "0.6"'], '18:7: model.aW must be a plain number in W: write 0.6, not "0.6"'],
    [loss, ["aW: 0.6", "aW: 600 mW"], '18:7: model.aW must be a plain number in W, not "600 mW"'],
    [loss, ["cOhm: 0.0009", "cOhm: 0.9 mOhm"], "20:9: model.cOhm must be a plain number in ohm, not"],
    [efficiency, ["eta: 0.8", "eta: 80 %"], '10:8: model.eta must be a plain number, not "80 %"'],
    [gain, ["gain: 1.05", "gain: 1,05"], '9:7: gain must be a plain number, not "1,05"'],
    [loss, ["aW: 0.6", "aW: much"], "18:7: model.aW must be of type number, not string"],
    [loss, ["aW: 0.6", "aW:"], "18:6: model.aW must be of type number, not null"],
    [loss, ["aW: 0.6", "aW: .nan"], "18:7: model.aW must be a finite number, not NaN"],
    [loss, ["aW: 0.6", "aW: -.inf"], "18:7: model.aW must be a finite number, not -Infinity"],
    [loss, ["aW: 0.6", "aW: 1e400"], "18:7: model.aW must be a finite number, not Infinity"],
    [loss, ["aW: 0.6", "aW: -0.6"], "18:7: model.aW must not be negative"],
    [loss, ["[1, 80]", "[1, .inf]"], "14:17: range.currentA.1 must be a finite number, not Infinity"],
    [gain, ["gain: 1.05", "gain: 0"], "9:7: gain must be >0"],
    [
      loss.replace("predictive", "structural"),
      ["bV: 0.045", "bV: -0.01"],
      "19:7: model.bV must not be negative: only a predictive curve may",
    ],
    // possible efficiencies
    [loss, ["bV: 0.045", "bV: -0.45"], "19:7: model.bV makes the regulator give over 10 % more than it takes"],
    [efficiency, ["eta: 0.8", "eta: 1.2"], "10:8: model.eta must be at most 1: nothing gives more than it takes"],
    [efficiency, ["eta: 0.8", "eta: 80"], "10:8: model.eta must be at most 1"],
    [efficiency, ["eta: 0.8", "eta: 0"], "10:8: model.eta must be above 0"],
    [efficiency, ["eta: 0.8", "eta: 0.95"], "11:14: model.halfWidth leaves eta - halfWidth to eta + halfWidth outside"],
    [efficiency, ["  halfWidth: 0.12\n", ""], "9:3: model needs halfWidth or u, one of them"],
    [efficiency, ["halfWidth: 0.12", "halfWidth: 0.1\n  u: 0.1"], "9:3: model needs halfWidth or u, one of them"],
    [table, ["[1, 0.7,", "[1, 1.7,"], "11:9: rows.0.1 must be at most 1"],
    [table, ["[1, 0.7,", "[11, 0.7,"], "11:3: rows must be in the order of the load, each once"],
    // covariance
    [loss, [loss.slice(loss.indexOf("  covariance")), ""], "17:3: model.covariance is missing; it must be 3 rows of 3"],
    [gain, ["covariance: [[1e-4, 0], [0, 4]]\n", ""], "1:1: covariance is missing; it must be 2 rows of 2 numbers"],
    [loss, ["    - [0, 0, 0]\n", ""], "22:5: model.covariance must be 3 rows of 3 numbers, in the order aW, bV, cOhm"],
    [gain, ["[0, 4]", "[0, 4, 1]"], "11:25: covariance.1 must be 2 rows of 2 numbers, in the order gain, offset"],
    [loss, ["[-1e-4, 4e-6", "[2e-4, 4e-6"], "22:16: model.covariance.0.1 must be symmetric: -0.0001 here, 0.0002 at"],
    [
      gain,
      ["[[1e-4, 0], [0, 4]]", "[[1e-4, 1], [1, 4]]"],
      "11:21: covariance.0.1 is no covariance: a correlation beyond",
    ],
    [gain, ["[[1e-4,", "[[-1e-4,"], "11:15: covariance.0.0 must not be negative: it is a variance"],
    // points, ranges, provenance
    [
      efficiency,
      ["from: regulator-output\nto: regulator-input", "from: regulator-input\nto: regulator-output"],
      "5:5: to must lie before regulator-input on the way from the wall: from and to are swapped",
    ],
    [gain, ["to: supply-output", "to: wall"], "5:5: to must be supply-output: a gain and an offset leave the point as"],
    [efficiency, ["from: regulator-output", "from: estimate"], "4:7: from an estimate has no curve"],
    [loss, ["[1, 80]", "[80, 1]"], "14:13: range.currentA must be [lowest, highest], the lowest first"],
    [loss, ["[1, 80]", "[1]"], "14:13: range.currentA must have >=2 items"],
    [loss, ["  currentA: [1, 80]", "  {}"], "14:3: range names no quantity: give currentA, voltageV or powerW"],
    [loss, ["range:\n  currentA: [1, 80]\n", ""], "1:1: range is missing: a curve of quality bench-curve has a range"],
    [loss, [loss.slice(loss.indexOf("measured:"), loss.indexOf("range:")), ""], "1:1: measured is missing: a curve of"],
    [loss, ["2026-11-28", "2026-02-30"], "10:9: measured.date must be a day of the calendar, YYYY-MM-DD"],
    [loss, ["2026-11-28", "yesterday"], "10:9: measured.date must be a day of the calendar"],
    [loss, ["2026-11-28", "28.11.2026"], "10:9: measured.date must be a day of the calendar"],
    // the text itself
    [loss, ["id: core", "id: core\nid: core"], "4:1: Map keys must be unique"],
    [loss, ["kind:", "---\nkind:"], "2:1: "],
    [loss, ["aW: 0.6", "aW: *nothing"], "18:7: there is no anchor &nothing before this alias"],
    ["x", ["x", "just a sentence"], "1:1: must be of type object, not string"],
    ["x", ["x", ""], "1:1: kind is missing"],
  ])("%#", (text, edit, message) => {
    const { code, message: said, remedy } = problem(edited(text, edit));
    expect(said).toContain(`c.yaml:${message}`);
    expect(code).toBe("CONFIG");
    expect(remedy).toContain("joulemark schema curve");
  });

  it("every problem at once", () => {
    const text = edited(edited(loss, ["aW: 0.6", "aMilliW: 600"]), ["source: bench", "sauce: bench"]);
    expect(problem(text).message.split("\n")).toHaveLength(4);
  });
});
