import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MADE_UP } from "../../core/finding.js";
import type { ComparedMatrix } from "../../core/matrix-comparison.js";
import type { Figure } from "../../core/result.js";
import { pageLatex } from "../page/latex.js";
import { pageMarkdown } from "../page/markdown.js";
import { pageText } from "../page/text.js";
import { displayWidth } from "../text.js";
import { matrixCsv } from "./csv.js";
import { deviationText, numberText } from "./numbers.js";
import { matrixPage } from "./page.js";
import { parseCsv, stored, withText } from "./testing/matrices.js";

const four = stored("four");

/** Every figure that a JSON value holds, at any depth. */
function figuresIn(value: unknown): readonly Figure[] {
  if (typeof value !== "object" || value === null) return [];
  const own = "value" in value && "U95" in value && typeof value.value === "number" ? [value as Figure] : [];
  return [...own, ...Object.values(value).flatMap(figuresIn)];
}

/** `5.70 ± 0.11` wherever it stands. */
const pairsIn = (text: string): readonly string[] =>
  [...text.replaceAll("$\\pm$", "±").matchAll(/[-+]?[\d.]+ *± *[\d.]+/g)].map(([pair]) => pair.replaceAll(" ", ""));

const factor = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

/** The same matrix with other numbers in it. */
const scaled = (by: number, wider: number): ComparedMatrix =>
  JSON.parse(JSON.stringify(four), (_key, item: Figure | null) =>
    item !== null && typeof item === "object" && typeof item.value === "number"
      ? { ...item, value: item.value * by, u: item.u * by * wider, U95: item.U95 * by * wider }
      : item,
  ) as ComparedMatrix;

describe("every form", () => {
  it("shows all figures of the JSON, and no other", () => {
    fc.assert(
      fc.property(factor, factor, (by, wider) => {
        const matrix = scaled(by, wider);
        const figures = figuresIn(matrix);
        const texts = figures.flatMap((one) => [numberText(one), deviationText({ value: one })]);
        const allowed = new Set(texts.flatMap(pairsIn));
        const page = matrixPage(matrix);
        for (const text of [pageText(page), pageText(page, { width: 40 }), pageMarkdown(page), pageLatex(page)]) {
          const shown = pairsIn(text);
          expect(shown.filter((pair) => !allowed.has(pair))).toEqual([]);
          for (const { rate } of matrix.cells) expect(shown).toContain(pairsIn(numberText(rate))[0]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("on a terminal", () => {
  it.each(["four", "gaps"])("no line of %s is wider than it from 60 columns on", (name) => {
    const page = matrixPage(stored(name));
    for (let width = 60; width <= 160; width += 4) {
      const lines = pageText(page, { width }).split("\n");
      expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(width);
    }
  });

  it("no number is cut or left out in a narrow one", () => {
    const page = matrixPage(four);
    const whole = new Set(pairsIn(pageText(page, { width: 200 })));
    for (const width of [20, 30, 40, 50]) expect(new Set(pairsIn(pageText(page, { width })))).toEqual(whole);
  });
});

const hostile: readonly (readonly [string, string])[] = [
  ["a script", "<script>alert(1)</script>"],
  ["markup", "a|b `c` **d** _e_ [f](g) ~h~ # &amp; \\"],
  ["quotes", `"it's"`],
  ["emoji", "🐢🔥 é"],
  ["TeX", "\\input{/etc/passwd} $x^2$ 50% {a}_b #1 ~ & --x ---"],
  ["lines and control characters", "one\ntwo\r\u001b[31mred\u202e"],
  ["10 kB", "long ".repeat(2048)],
  ["10 kB in a word", "x".repeat(10_240)],
];

describe.each(hostile)("with %s as every label", (_name, text) => {
  const matrix = withText(stored("gaps"), text);
  const page = matrixPage(matrix);

  it("Markdown keeps its columns and shows no markup", () => {
    const markdown = pageMarkdown(page);
    expect(markdown).not.toMatch(/(?<!\\)<script/);
    const rows = markdown.split("\n").filter((line) => line.startsWith("|"));
    const bars = rows.map((line) => line.replaceAll(/\\./g, "").split("|").length);
    expect(rows.length).toBeGreaterThan(5);
    expect(new Set(bars).size).toBe(1);
  });

  it("LaTeX keeps its columns, and nothing in it is a command of the label's", () => {
    const latex = pageLatex(page);
    const rows = latex.split("\n").filter((line) => / & .*\\\\$/.test(line));
    expect(rows.length).toBeGreaterThan(4);
    expect(new Set(rows.map((line) => line.replaceAll("\\&", "").split("&").length))).toEqual(new Set([6]));
    expect(latex).not.toContain("\\input");
  });

  it("CSV parses back to it", () => {
    const rows = parseCsv(matrixCsv(matrix));
    expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    expect(rows.slice(1).map((row) => row[0])).toEqual(matrix.cells.map(() => text));
  });

  it("the terminal is not told anything by it", () => {
    expect(pageText(page)).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  });
});

describe("an ESTIMATE", () => {
  it("carries the word in every form, wherever it has a number", () => {
    const matrix = stored("gaps");
    const page = matrixPage(matrix);
    for (const text of [pageText(page), pageMarkdown(page), pageLatex(page), matrixCsv(matrix)])
      expect(text).toContain("ESTIMATE");
    const line = pageMarkdown(page)
      .split("\n")
      .find((row) => row.includes("12.90"));
    expect(line).toContain("ESTIMATE");
  });
});

describe("what a simulation made up", () => {
  it("is said at the head of the page, and of nothing else", () => {
    const finding = { code: MADE_UP, severity: "note", message: "not real", remedy: "Measure" } as const;
    const [first, ...rest] = four.cells;
    if (first === undefined) throw new Error("no cell");
    const quality = { ...first.quality, findings: [...first.quality.findings, finding] };
    expect(pageText(matrixPage({ ...four, cells: [{ ...first, quality }, ...rest] }))).toMatch(/^[^\n]*\n\s*MADE UP/);
    expect(pageText(matrixPage(four))).not.toContain("MADE UP");
  });
});

describe("a number that cannot be given", () => {
  it("is a gap with its reason, and 0 nowhere", () => {
    const text = pageText(matrixPage(stored("gaps")), { width: 200 });
    for (const { reason } of stored("gaps").cells)
      if (reason !== undefined) expect(text).toContain(`${reason.code}: ${reason.message} → ${reason.remedy}`);
    expect(text).toContain("not compared: POINT_MISMATCH");
    expect(text).not.toMatch(/(?<![\d.])0(?![\d.])(?! of)/);
  });
});
