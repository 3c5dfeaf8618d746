import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeasurementError } from "./error.js";
import { splitWords } from "./split-words.js";

describe("the words of a command line", () => {
  it.each([
    ["a  b\tc ", ["a", "b", "c"]],
    ["  ./a\t--x=1  ", ["./a", "--x=1"]],
    ["a 'b c' \"d e\"", ["a", "b c", "d e"]],
    ["sh -c 'while :; do :; done'", ["sh", "-c", "while :; do :; done"]],
    [`sh -c "echo \\"a b\\" \\n"`, ["sh", "-c", 'echo "a b" \\n']],
    ['a "b\\"c\\\\" d\\ e', ["a", 'b"c\\', "d e"]],
    [`a\\ b c'd e'f ''`, ["a b", "cd ef", ""]],
    ["a '' b''c", ["a", "", "bc"]],
    ["--x='1 2'", ["--x=1 2"]],
    ["echo '$HOME' *", ["echo", "$HOME", "*"]],
    ["echo '|' \"&&\"", ["echo", "|", "&&"]],
    ["", []],
  ])("of %j are %j", (line, words) => expect(splitWords(line)).toEqual(words));

  it.each([...["a | b", "a && b", "a > f", "a; b", "a & ", "a $HOME", "a `b`"], ...["'open", "a 'b", 'a "b', "x \\"]])(
    "of %j are refused",
    (line) => {
      expect(() => splitWords(line)).toThrow(expect.objectContaining({ code: "CONFIG" }));
    },
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
