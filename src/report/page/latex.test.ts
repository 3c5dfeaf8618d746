import fc from "fast-check";
import { expect, it } from "vitest";
import { latexText } from "./latex.js";

it("escapes what TeX would obey", () => {
  expect(latexText("50% of $5 & #1_x^2 {a} ~ \\b")).toBe(
    "50\\% of \\$5 \\& \\#1\\_x\\textasciicircum{}2 \\{a\\} \\textasciitilde{} \\textbackslash{}b",
  );
});

it("gives a letter that plain fonts lack by its number", () => {
  expect(latexText("é 🐢 字")).toBe("é {[}U+1F422{]} {[}U+5B57{]}");
});

it("leaves nothing of any text that TeX would obey", () => {
  const ours = /\\(?:text\w+|ldots)\{\}|\$(?:\\\w+|-)\$|\\[{}$&#%_]|\{\[\}|\{\]\}|-\{\}-/g;
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 60 }), (text) => {
      expect(latexText(text).replaceAll(ours, "")).toMatch(/^[^\\{}$&#%_^~<>|"'`[\]]*$/);
    }),
  );
});
