import type { ComparedNumber, ComparedSubject, Comparison } from "../core/comparison.js";
import { type CsvCell, csvText } from "./csv-text.js";
import { ESTIMATE } from "./words.js";

/** One number of one side. */
interface Line {
  readonly comparison: Comparison;
  readonly subject: ComparedSubject;
  readonly number: ComparedNumber;
  readonly side: number;
}

const testOf = ({ number, side }: Line) => number.tests?.[side];

/** The columns, in an order that only ever grows at the end. */
const columns: readonly (readonly [title: string, cell: (line: Line) => CsvCell])[] = [
  ["side", ({ comparison, side }) => comparison.sides[side]?.label],
  ["run", ({ comparison, side }) => comparison.sides[side]?.run],
  ["window", ({ subject }) => subject.window],
  ["kind", ({ subject }) => subject.kind],
  ["probe", ({ subject }) => subject.probe],
  ["name", ({ subject }) => subject.name],
  ["point", ({ subject, side }) => subject.points[side]],
  ["estimate", ({ subject, side }) => (subject.points[side] === "estimate" ? ESTIMATE : "")],
  ["what", ({ number }) => number.what],
  ["unit", ({ number }) => number.unit],
  ["value", ({ number, side }) => number.values[side]?.value],
  ["u", ({ number, side }) => number.values[side]?.u],
  ["u95", ({ number, side }) => number.values[side]?.U95],
  ["sd", ({ number, side }) => number.sds?.[side]],
  ["runs", ({ number, side }) => number.runs?.[side]],
  ["difference", (line) => testOf(line)?.difference.value],
  ["difference_u95", (line) => testOf(line)?.difference.U95],
  ["ratio", ({ number, side }) => number.ratios[side]?.value],
  ["ratio_low", (line) => testOf(line)?.ratio95?.[0]],
  ["ratio_high", (line) => testOf(line)?.ratio95?.[1]],
  ["method", (line) => testOf(line)?.method],
  ["t", (line) => testOf(line)?.t],
  ["dof", (line) => testOf(line)?.dof],
  ["p", (line) => testOf(line)?.p],
  ["p_adjusted", (line) => testOf(line)?.pAdjusted],
  ["outcome", (line) => testOf(line)?.outcome],
];

/** One line for each number of each side, in full precision. Lines end in CRLF. */
export function formatComparisonCsv(comparison: Comparison): string {
  const lines = comparison.subjects.flatMap((subject) =>
    subject.numbers.flatMap((number) =>
      comparison.sides.map((_, side): Line => ({ comparison, subject, number, side })),
    ),
  );
  return csvText(
    columns.map(([title]) => title),
    lines.map((line) => columns.map(([, cell]) => cell(line))),
  );
}
