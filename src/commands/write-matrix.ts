import type { Matrix } from "../core/matrix.js";
import { matrixCsv } from "../report/matrix/csv.js";
import { matrixPage } from "../report/matrix/page.js";
import { pageText } from "../report/page/text.js";
import { withComparisons } from "./comparisons/comparisons.js";
import type { Context } from "./context.js";
import { type PageFlags, type Printed, writePage } from "./page-files.js";
import { tableStyle } from "./report.js";

/** A matrix in every form, with the paper's figures and ratios beside. */
function printed(matrix: Matrix): Printed {
  const compared = withComparisons(matrix);
  return { page: matrixPage(compared), json: compared, csv: matrixCsv(compared) };
}

/** Writes a matrix wherever it was asked for; to the terminal unless something else goes there. */
export const writeMatrix = (matrix: Matrix, flags: PageFlags, context: Context): void =>
  writePage(printed(matrix), flags, context);

/** The table for a terminal that measured it, where standard output is for what was asked for. */
export const matrixTable = (matrix: Matrix, context: Context): string =>
  pageText(printed(matrix).page, tableStyle(context.stderr, context));
