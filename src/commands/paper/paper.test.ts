import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { cells } from "../../../calibration/whitepaper/tables.js";
import { pageLatex } from "../../report/page/latex.js";
import { pageMarkdown } from "../../report/page/markdown.js";
import { pageText } from "../../report/page/text.js";
import { paperCsv, paperJson } from "./paper-json.js";
import { paperPage } from "./paper-page.js";

const measurement = new URL("../../../../shared/reference/measurement.md", import.meta.url);
const reference = existsSync(measurement) ? readFileSync(measurement, "utf8") : undefined;
if (reference === undefined) console.warn("published figures: skipped: no recorded data");

/** `T1 TX1 FP32 b1` as the reference names it, by our name. */
const short = (id: string): string =>
  id
    .replace("Tegra X1", "TX1")
    .replace("Core i7-6700K FP32", "i7")
    .replace(/(Titan X|T3 Titan X) FP32/, "$1")
    .replace("Xeon E5-2698 v3 FP32", "Xeon");

/** Rows of the table in section 7: cell, img/s, W, printed. */
const rowsOf = (text: string) =>
  new Map(
    [...text.matchAll(/^\| (T\d [^|]+?) \| (\d+) \| ([\d.]+) \| \**([\d.]+)\** \|/gm)].map(
      ([, cell = "", ...figures]) => [cell, figures.map(Number)] as const,
    ),
  );

describe("the published figures", () => {
  it.skipIf(reference === undefined)(
    reference === undefined ? "skipped: no recorded data" : "are all those of the reference, and no others",
    () => {
      const rows = rowsOf(reference ?? "");
      expect(rows.size).toBe(16);
      const ours = cells.map((cell) => [short(cell.id), [cell.imagesPerSecond, cell.powerW, cell.printed]] as const);
      expect(new Map(ours)).toEqual(rows);
    },
  );

  it("stand in every form, digit by digit", () => {
    const page = paperPage();
    const forms = [pageText(page), pageText(page, { width: 40 }), pageMarkdown(page), pageLatex(page)];
    for (const { imagesPerSecond, powerW, printed, id } of cells) {
      const figures = [String(imagesPerSecond), powerW.toFixed(1), printed.toFixed(1)];
      for (const form of forms)
        for (const figure of figures)
          expect(form, `${id}: ${figure}`).toMatch(new RegExp(`(?<![\\d.])${figure}(?![\\d.])`));
    }
  });

  it("come with the clock that the Tegra's need, and with the points of the powers", () => {
    const text = pageText(paperPage(), { width: 200 });
    for (const said of ["690 MHz", "regulator-input", "supply-output", "die-model", "0.80"])
      expect(text).toContain(said);
  });
});

describe("the claims", () => {
  it("are marked where the paper divides powers of different points", () => {
    const text = pageText(paperPage(), { width: 200 });
    expect(text.match(/divides supply-output by die-model/g)).toHaveLength(2);
  });
});

describe("as data", () => {
  it("the tables have a cell for each row, and every quotient is inside of what is possible", () => {
    const { cells: rows } = paperJson();
    expect(rows).toHaveLength(16);
    for (const { quotient, possible } of rows) {
      expect(quotient).toBeGreaterThan(possible.low);
      expect(quotient).toBeLessThan(possible.high);
    }
  });

  it("the CSV has as many fields in each line", () => {
    const lines = paperCsv().trimEnd().split("\r\n");
    expect(new Set(lines.map((line) => line.split(",").length))).toEqual(new Set([18]));
    expect(lines).toHaveLength(17);
  });
});

describe("on a terminal", () => {
  it.each([80, 100, 120])("no line is wider than %i columns", (width) => {
    const widest = Math.max(
      ...pageText(paperPage(), { width })
        .split("\n")
        .map((line) => line.length),
    );
    expect(widest).toBeLessThanOrEqual(width);
  });
});
