import type { MatrixCell, MatrixPower } from "../../core/matrix.js";
import type { AgainstPaper, Compared, ComparedMatrix } from "../../core/matrix-comparison.js";
import type { Figure } from "../../core/result.js";
import { type CsvCell, csvText } from "../csv-text.js";
import { ESTIMATE } from "../words.js";

/** One line: a cell, and one of its powers or none. */
interface Line {
  readonly plan: string;
  readonly cell: MatrixCell;
  readonly power: MatrixPower | undefined;
  readonly paper: AgainstPaper | undefined;
}

type Column = readonly [title: string, cell: (line: Line) => CsvCell];

const figureColumns = (
  [name, unit]: readonly [string, string],
  figure: (line: Line) => Figure | null | undefined,
): readonly Column[] => [
  [`${name}${unit}`, (line) => figure(line)?.value],
  [`${name}_u${unit}`, (line) => figure(line)?.u],
  [`${name}_u95${unit}`, (line) => figure(line)?.U95],
];

const beside = ({ paper, power }: Line) => paper?.powers.find(({ of }) => of === power?.of);
const percent = (figure: number | undefined) => (figure === undefined ? undefined : 100 * figure);

const deviationColumns = (name: string, compared: (line: Line) => Compared | undefined): readonly Column[] => [
  [`${name}_deviation_percent`, (line) => percent(compared(line)?.value?.value)],
  [`${name}_deviation_u95_percent`, (line) => percent(compared(line)?.value?.U95)],
  [`${name}_not_compared`, (line) => compared(line)?.reason?.code],
];

/** The columns, in an order that only ever grows at the end. */
const columns: readonly Column[] = [
  ["plan", ({ plan }) => plan],
  ["system", ({ cell }) => cell.system],
  ["cell", ({ cell }) => cell.id],
  ["network", ({ cell }) => cell.load.network],
  ["batch", ({ cell }) => cell.load.batch],
  ["precision", ({ cell }) => cell.load.precision],
  ["engine", ({ cell }) => cell.load.engine],
  ["device", ({ cell }) => cell.load.device],
  ["state", ({ cell }) => cell.state],
  ["reason_code", ({ cell }) => cell.reason?.code],
  ["reason", ({ cell }) => cell.reason?.message],
  ["runs", ({ cell }) => cell.runs],
  ["runs_asked", ({ cell }) => cell.asked],
  ["unit", ({ cell }) => cell.unit],
  ...figureColumns(["rate", "_per_s"], ({ cell }) => cell.rate),
  ["power_of", ({ power }) => power?.of],
  ["point", ({ power }) => power?.point],
  ["estimate", ({ power }) => (power?.estimate === true || power?.point === "estimate" ? ESTIMATE : "")],
  ["curve", ({ power }) => power?.curve],
  ...figureColumns(["mean_power", "_w"], ({ power }) => power?.meanPowerW),
  ...figureColumns(["efficiency", "_per_j"], ({ power }) => power?.efficiency),
  ...figureColumns(["energy", "_j_per_unit"], ({ power }) => power?.joulesPerUnit),
  ["published", ({ cell }) => cell.published],
  ["published_point", ({ paper }) => paper?.published.point],
  ["published_rate_img_per_s", ({ paper }) => paper?.published.rate],
  ["published_power_w", ({ paper }) => paper?.published.powerW],
  ["published_efficiency_img_per_s_per_w", ({ paper }) => paper?.published.efficiency],
  ...deviationColumns("rate", ({ paper }) => paper?.rate),
  ...deviationColumns("power", (line) => beside(line)?.power),
  ...deviationColumns("efficiency", (line) => beside(line)?.efficiency),
  ["verdict", ({ cell }) => cell.quality.verdict],
  ["findings", ({ cell }) => cell.quality.findings.map(({ code }) => code).join(" ")],
  [
    "unmet",
    ({ cell }) =>
      cell.expectations
        .filter(({ met }) => met !== true)
        .map(({ what }) => what)
        .join("; "),
  ],
  ["recordings", ({ cell }) => cell.recordings.join(" ")],
  ["coverage", ({ power }) => power?.coverage],
];

/** One line for each cell and each of its powers, in full precision; a cell without any has one too. */
export function matrixCsv({ plan, cells, comparisons }: ComparedMatrix): string {
  const lines = cells.flatMap((cell): readonly Line[] => {
    const paper = comparisons?.published.find((one) => one.system === cell.system && one.cell === cell.id);
    const powers: readonly (MatrixPower | undefined)[] = cell.powers.length === 0 ? [undefined] : cell.powers;
    return powers.map((power) => ({ plan, cell, power, paper }));
  });
  return csvText(
    columns.map(([title]) => title),
    lines.map((line) => columns.map(([, cell]) => cell(line))),
  );
}
