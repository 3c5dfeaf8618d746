import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitWords } from "./split-words.js";

describe("the words of a command line", () => {
  it.each([
    ["sleep 1", ["sleep", "1"]],
    ["  ./a\t--x=1  ", ["./a", "--x=1"]],
    ["sh -c 'echo a; sleep 1'", ["sh", "-c", "echo a; sleep 1"]],
    [`sh -c "echo \\"a b\\" \\n"`, ["sh", "-c", 'echo "a b" \\n']],
    [`a\\ b c'd e'f ''`, ["a b", "cd ef", ""]],
    ["echo $HOME *", ["echo", "$HOME", "*"]],
    ["echo '|' \"&&\"", ["echo", "|", "&&"]],
  ])("of %s are %j", (line, words) => expect(splitWords(line)).toEqual(words));

  it.each(["'open", 'x "open', "x \\", "", "  ", "a | b", "a && b", "a > f", "a & "])("%j is refused", (line) => {
    expect(() => splitWords(line)).toThrow(expect.objectContaining({ code: "CONFIG" }));
  });

  it("come back whatever they hold, when they are quoted", () =>
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        const line = words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
        expect(splitWords(line)).toEqual(words);
      }),
    ));
});
