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
  { title: "of", align: "left", drop: 2 },
  { title: "img/s/W", align: "right" },
  { title: "published", align: "left", drop: 1 },
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
  const paper = published === undefined ? "" : paperText(published);
  const first = [clean(id), rate === null ? MISSING : figureText(rate, "")];
  if (powers.length === 0) return [{ cells: [...first, MISSING, "", MISSING, paper] }];
  return powers.map(({ of, estimate, meanPowerW, efficiency }, k) => ({
    cells: [
      ...(k === 0 ? first : ["", ""]),
      meanPowerW === null ? MISSING : figureText(meanPowerW, ""),
      clean(estimate ? `${of} ${ESTIMATE}` : of),
      efficiency === null ? MISSING : figureText(efficiency, ""),
      k === 0 ? paper : "",
    ],
  }));
}

function paperText(id: string): string {
  const { system, imagesPerSecond, powerW, printed } = cellOf(id);
  return `${system}: ${imagesPerSecond} img/s, ${powerW} W, ${printed} img/s/W`;
}
