import { imagesPerSecondOf, powerOf } from "../../../calibration/whitepaper/as-input.js";
import { type Cell as PaperCell, cells as paperCells } from "../../../calibration/whitepaper/tables.js";
import type { MatrixCell, MatrixPower, MatrixReason } from "../../core/matrix.js";
import type { AgainstPaper, Compared } from "../../core/matrix-comparison.js";
import { divide } from "../../core/uncertainty.js";
import { deviationOf, gap } from "./compared.js";
import { placed, type SharedCurves } from "./placed.js";
import { missingReason, pointReason, unitReason } from "./reasons.js";

const PAPERS_UNIT = "img";

/** A cell beside the paper's that it names; undefined where it names none. */
export function againstPaper(cell: MatrixCell, curves: SharedCurves): AgainstPaper | undefined {
  const paper = paperCells.find(({ id }) => id === cell.published);
  if (paper === undefined) return undefined;
  const other = cell.unit === PAPERS_UNIT ? undefined : unitReason(cell.unit, PAPERS_UNIT);
  return {
    system: cell.system,
    cell: cell.id,
    published: publishedFigures(paper),
    rate: other === undefined ? rateDeviation(cell, paper, curves) : gap(other),
    powers: cell.powers.map((power) => ({
      of: power.of,
      point: power.point,
      ...powerDeviations(power, paper, { cell, curves, other }),
    })),
  };
}

const publishedFigures = ({ id, table, system, point, imagesPerSecond, powerW, printed }: PaperCell) => ({
  ...{ id, table, system, point },
  ...{ rate: imagesPerSecond, powerW, efficiency: printed },
});

function rateDeviation(cell: MatrixCell, paper: PaperCell, curves: SharedCurves): Compared {
  const ours = cell.rate && placed(cell.rate, { cell, curves });
  return deviationOf(ours, imagesPerSecondOf(paper), missingReason(cell, "rate"));
}

interface Beside {
  readonly cell: MatrixCell;
  readonly curves: SharedCurves;
  /** Why its work is not the paper's. */
  readonly other: MatrixReason | undefined;
}

function powerDeviations(power: MatrixPower, paper: PaperCell, { cell, curves, other }: Beside) {
  const apart = pointReason(
    { name: power.of, point: power.point },
    { name: `the paper's ${paper.system}`, point: paper.point },
  );
  if (apart !== undefined) return { power: gap(apart), efficiency: gap(apart) };
  const ours = (number: MatrixPower["meanPowerW"]) => number && placed(number, { cell, power, curves });
  const watts = deviationOf(ours(power.meanPowerW), powerOf(paper), missingReason(cell, `power of ${power.of}`));
  if (other !== undefined) return { power: watts, efficiency: gap(other) };
  const theirs = divide(imagesPerSecondOf(paper), powerOf(paper));
  const missing = missingReason(cell, `efficiency of ${power.of}`);
  return { power: watts, efficiency: deviationOf(ours(power.efficiency), theirs, missing) };
}
