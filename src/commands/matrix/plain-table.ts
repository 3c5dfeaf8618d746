import { cellOf } from "../../../calibration/whitepaper/tables.js";
import type { Matrix, MatrixCell } from "../../core/matrix.js";
import { layOut } from "../../report/grid.js";
import { figureText, MISSING } from "../../report/number.js";
import { clean } from "../../report/text.js";
import { ESTIMATE } from "../../report/words.js";

const columns = [
  { title: "cell", align: "left" },
  { title: "img/s", align: "right" },
  { title: "W", align: "right" },
  { title: "img/s/W", align: "right" },
  { title: "", align: "left" }, // never left out: an estimate is not shown without its word
  { title: "of", align: "left", drop: 1 },
  { title: "published: img/s", align: "right", drop: 2 },
  { title: "W", align: "right", drop: 3 },
  { title: "img/s/W", align: "right", drop: 4 },
] as const;

const plain = { strong: (text: string) => text, dim: (text: string) => text };

/** The matrix as plain text: a line for each power of a cell, and what kept a cell from its number. */
export function plainTable({ plan, cells, systems }: Matrix, width: number): string {
  const rows = cells.flatMap((cell) => [
    ...rowsOf(cell),
    ...(cell.reason === undefined ? [] : [{ line: `  ${clean(`${cell.state}: ${cell.reason.message}`)}` }]),
  ]);
  const heading = clean(`${plan} on ${systems.map(({ label }) => label).join(", ")}`);
  return `${[heading, ...layOut(columns, rows, { width, paint: plain }).lines].join("\n")}\n`;
}

function rowsOf({ id, rate, powers, published }: MatrixCell) {
  const paper = published === undefined ? ["", "", ""] : paperTexts(published);
  const first = [clean(id), rate === null ? MISSING : figureText(rate, "")];
  if (powers.length === 0) return [{ cells: [...first, MISSING, MISSING, "", "", ...paper] }];
  return powers.map(({ of, estimate, meanPowerW, efficiency }, k) => ({
    cells: [
      ...(k === 0 ? first : ["", ""]),
      meanPowerW === null ? MISSING : figureText(meanPowerW, ""),
      efficiency === null ? MISSING : figureText(efficiency, ""),
      estimate ? ESTIMATE : "",
      clean(of),
      ...(k === 0 ? paper : ["", "", ""]),
    ],
  }));
}

function paperTexts(id: string): readonly string[] {
  const { imagesPerSecond, powerW, printed } = cellOf(id);
  return [String(imagesPerSecond), powerW.toFixed(1), printed.toFixed(1)];
}
