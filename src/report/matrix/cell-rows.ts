import type { MatrixCell, MatrixPower, MatrixReason } from "../../core/matrix.js";
import type { AgainstPaper } from "../../core/matrix-comparison.js";
import { MISSING } from "../number.js";
import type { TableGroup, TableRow } from "../page/page.js";
import { counted } from "../text.js";
import { deviationText, numberText } from "./numbers.js";
import { atPoint, powerPlace } from "./places.js";
import { expectationText } from "./remarks.js";

/** A reason in one line. */
export const reasonText = ({ code, message }: MatrixReason): string => `${code}: ${message}`;

/** The lines of one cell: what was measured, with each power the paper's figure and the deviation, and why not. */
export function cellGroup(cell: MatrixCell, paper: AgainstPaper | undefined): TableGroup {
  const runs = cell.runs === cell.asked ? counted(cell.runs, "run") : `${cell.runs} of ${counted(cell.asked, "run")}`;
  const title = cell.state === "measured" ? `${cell.id} (${runs})` : `${cell.id} (${cell.state}, ${runs})`;
  const { state, reason } = cell;
  const why = reason === undefined ? [] : [remark(state, `${reasonText(reason)} → ${reason.remedy}`)];
  const numbers = cell.rate === null && cell.powers.length === 0 ? [] : measuredRows(cell);
  const silent = state !== "measured" && reason === undefined ? [remark(state, "no reason is given")] : [];
  const unmet = cell.expectations
    .filter(({ met }) => met === false)
    .map((one) => remark("not met", expectationText(one)));
  return { title, rows: [...why, ...silent, ...unmet, ...numbers, ...paperRows(cell, paper)] };
}

const remark = (label: string, place: string): TableRow => ({ label, cells: [], place });

function measuredRows({ rate, powers }: MatrixCell): readonly TableRow[] {
  const first = numberText(rate);
  if (powers.length === 0)
    return [{ label: "measured", cells: [first, MISSING, MISSING, MISSING], place: "no instrument gave a power" }];
  return powers.map((power, index) => ({
    label: index === 0 ? "measured" : "",
    cells: [index === 0 ? first : "", ...powerCells(power)],
    place: powerPlace(power),
  }));
}

const powerCells = ({ meanPowerW, efficiency, joulesPerUnit }: MatrixPower): readonly string[] =>
  [meanPowerW, efficiency, joulesPerUnit].map(numberText);

/** The paper's figures as printed: joules of one image are not among them. */
function paperRows(
  { published, rate: measured, powers }: MatrixCell,
  paper: AgainstPaper | undefined,
): readonly TableRow[] {
  if (published === undefined) return [];
  if (paper === undefined) return [remark("published", `the paper has no cell ${published}`)];
  const { id, point, rate, powerW, efficiency } = paper.published;
  const printed = {
    label: "published",
    cells: [String(rate), powerW.toFixed(1), efficiency.toFixed(1), ""],
    place: `${id}, ${atPoint(point)}`,
  };
  return measured === null && powers.length === 0 ? [printed] : [printed, ...deviationRows(paper)];
}

function deviationRows({ rate, powers }: AgainstPaper): readonly TableRow[] {
  const first = deviationText(rate);
  const several = powers.length > 1;
  const rows = powers.map(({ of, power, efficiency }, index) => ({
    label: index === 0 ? "deviation" : "",
    cells: [index === 0 ? first : "", deviationText(power), deviationText(efficiency), ""],
    place: several ? of : "",
  }));
  const compared = rows.length > 0 ? rows : [{ label: "deviation", cells: [first, MISSING, MISSING, ""], place: "" }];
  const reasons = [rate, ...powers.flatMap(({ power, efficiency }) => [power, efficiency])].flatMap(({ reason }) =>
    reason === undefined ? [] : [reasonText(reason)],
  );
  return [...compared, ...[...new Set(reasons)].map((text) => remark("not compared", text))];
}
