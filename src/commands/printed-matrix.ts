import type { Matrix } from "../core/matrix.js";
import { formatTables } from "../report/html/tables-page.js";
import { matrixCsv } from "../report/matrix/csv.js";
import { matrixPage } from "../report/matrix/page.js";
import { withComparisons } from "./comparisons/comparisons.js";
import type { Printed } from "./page-files.js";

/** A matrix in every form, with the paper's figures and ratios beside. */
export function printedMatrix(matrix: Matrix): Printed {
  const compared = withComparisons(matrix);
  const page = matrixPage(compared);
  return {
    page,
    json: compared,
    csv: matrixCsv(compared),
    html: (version) => formatTables(page, { matrix: compared, version }),
  };
}
