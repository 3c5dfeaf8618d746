import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "../../src/core/error.js";
import { loadTemplate } from "./template.js";
import { splitWords } from "./words.js";

describe("words", () => {
  it.each([
    ["a  b\tc ", ["a", "b", "c"]],
    ["a 'b c' \"d e\"", ["a", "b c", "d e"]],
    ["sh -c 'while :; do :; done'", ["sh", "-c", "while :; do :; done"]],
    ['a "b\\"c\\\\" d\\ e', ["a", 'b"c\\', "d e"]],
    ["a '' b''c", ["a", "", "bc"]],
    ["--x='1 2'", ["--x=1 2"]],
    ["", []],
  ])("of %j are %j", (line, words) => expect(splitWords(line)).toEqual(words));

  it.each(["a | b", "a > f", "a; b", "a & b", "a $HOME", "a `b`", "a 'b", 'a "b', "a \\"])(
    "of %j are refused",
    (line) => expect(() => splitWords(line)).toThrow(expect.objectContaining({ code: "CONFIG" })),
  );

  it("of any text are split or refused in our own words, and quoted ones come back", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.string()), (line, words) => {
        try {
          splitWords(line);
        } catch (error) {
          expect(error).toBeInstanceOf(MeasurementError);
        }
        expect(splitWords(words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" "))).toEqual(words);
      }),
    );
  });
});

describe("a load's command", () => {
  const step = { index: 3, threads: 2, dutyPercent: 65 };

  it("has the numbers of its step", () => {
    const template = loadTemplate("stress-ng --cpu {threads} --cpu-load {duty} --metrics-brief '{step} of {duty}'");
    expect(template(step)).toEqual(["stress-ng", "--cpu", "2", "--cpu-load", "65", "--metrics-brief", "3 of 65"]);
  });

  it("keeps braces that are none of ours", () => {
    expect(loadTemplate("awk '{print}' {step} {}")(step)).toEqual(["awk", "{print}", "3", "{}"]);
  });

  it.each([
    ["", "is empty"],
    ["stress --cpu {thread}", "did you mean {threads}?"],
    ["stress --cpu 4", "no placeholder"],
  ])("%j is refused", (line, words) => expect(() => loadTemplate(line)).toThrow(words));
});
