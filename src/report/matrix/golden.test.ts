// The checked-in texts are what people see. After a wanted change: UPDATE_GOLDEN=1 npx vitest run src/report, then read the diff.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import { comparedMatrixSchema } from "../../core/matrix-comparison-schema.js";
import { pageLatex } from "../page/latex.js";
import { pageMarkdown } from "../page/markdown.js";
import { pageText } from "../page/text.js";
import { matrixCsv } from "./csv.js";
import { matrixPage } from "./page.js";

const fileOf = (name: string) => new URL(`testdata/${name}`, import.meta.url);
const matrixOf = (name: string): ComparedMatrix =>
  comparedMatrixSchema.parse(JSON.parse(readFileSync(fileOf(`${name}.json`), "utf8")));

const forms: readonly (readonly [suffix: string, text: (matrix: ComparedMatrix) => string])[] = [
  ["80.txt", (matrix) => pageText(matrixPage(matrix), { width: 80 })],
  ["120.txt", (matrix) => pageText(matrixPage(matrix), { width: 120 })],
  ["40.txt", (matrix) => pageText(matrixPage(matrix), { width: 40 })],
  ["md", (matrix) => pageMarkdown(matrixPage(matrix))],
  ["tex", (matrix) => pageLatex(matrixPage(matrix))],
  ["csv", matrixCsv],
];

describe.each(["four", "gaps"])("the matrix %s", (name) => {
  it.each(forms)("is printed as in testdata: %s", (suffix, text) => {
    const file = fileOf(`${name}.${suffix}`);
    const actual = text(matrixOf(name));
    if (process.env["UPDATE_GOLDEN"] === "1") writeFileSync(file, actual);
    expect(existsSync(file), "no golden file: run with UPDATE_GOLDEN=1 and read it").toBe(true);
    expect(actual).toBe(readFileSync(file, "utf8"));
  });
});
