import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lostWords, wordOfCode } from "./return-codes.js";
import { parseRow } from "./rows.js";

describe("a line of samples", () => {
  it("has an instant, and a number or a word for each column", () => {
    expect(parseRow("1648321209109 1142429603 0 gpu-lost", 3)).toEqual({
      at: 1648321209109n,
      values: [1142429603, 0, Number.NaN],
      reasons: [undefined, undefined, "gpu-lost"],
    });
  });

  it.each([
    ["cut", "1648321209109 11424296"],
    ["longer", "1 2 3 4"],
    ["with a sign", "1 -2 3"],
    ["with minus zero", "1 -0 3"],
    ["with an exponent", "1 1e400 3"],
    ["with inf", "1 Infinity 3"],
    ["with a carriage return", "1 2 3\r"],
    ["with NUL bytes", "1 2 \0"],
    ["with two spaces", "1 2  3"],
    ["with a number beyond what is exact", "1 99999999999999999 3"],
    ["without an instant", "x 2 3"],
    ["at no time", "0 2 3"],
    ["very long", `1 2 ${"3".repeat(1e6)}`],
    ["of the driver's own", "NVRM: Xid (PCI:0000:0b:00): 79, GPU has fallen off the bus"],
  ])("that is %s is none", (_, line) => expect(parseRow(line, 2)).toBeUndefined());

  it("of any bytes is a row or none, and shows no number that is not written there", () => {
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.constantFrom("1", "0", "-0", "inf", "nan", "1e400", "timeout", " ", "\r", "0x10", "١٢"),
    );
    fc.assert(
      fc.property(fc.array(cell), fc.nat(4), (cells, columns) => {
        const line = cells.join(" ");
        const row = parseRow(line, columns);
        if (row === undefined) return;
        expect(row.values.length).toBe(columns);
        for (const [column, value] of Array.from(row.values).entries()) {
          if (Number.isNaN(value)) expect(row.reasons[column]).toBe(line.split(" ")[column + 1]);
          else expect(Number(line.split(" ")[column + 1])).toBe(value);
        }
      }),
    );
  });
});

describe("a return code", () => {
  it.each([
    [3, "not-supported"],
    [10, "timeout"],
    [15, "gpu-lost"],
    [16, "gpu-requires-reset"],
    [999, "unknown-error"],
    [4711, "error-4711"],
  ])("%i is the word %s, which a row can hold", (code, word) => {
    expect(wordOfCode(code)).toBe(word);
    expect(parseRow(`1 ${word}`, 1)?.reasons).toEqual([word]);
  });

  it("says that a GPU is gone only where it does not come back by itself", () => {
    expect([15, 16, 10, 999, 3].map((code) => lostWords.has(wordOfCode(code)))).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });
});
