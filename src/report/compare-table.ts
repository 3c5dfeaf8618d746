import type { ComparedSubject, Comparison } from "../core/comparison.js";
import { worstFirst } from "../core/finding.js";
import type { Figure } from "../core/result.js";
import { monteCarloText } from "./budget.js";
import { type GridColumn, type GridRow, layOut } from "./grid.js";
import { figureText, MISSING } from "./number.js";
import { styleOf } from "./style.js";
import { clean, wrap } from "./text.js";
import { findingPlace, statisticWords } from "./words.js";

/** How the table is drawn, see `TableOptions`. */
interface ComparisonOptions {
  readonly width?: number;
  readonly colour?: boolean;
}

/** Every number of every side in one line with its ratios to the first; then what there is to know about each side. */
export function formatComparison(
  comparison: Comparison,
  { width = 80, colour = false }: ComparisonOptions = {},
): string {
  const style = styleOf(colour);
  const labels = comparison.sides.map(({ label }) => clean(label));
  const [first = ""] = labels;
  const columns: readonly GridColumn[] = [
    { title: "", align: "left" },
    ...labels.map((title) => ({ title, align: "right" as const })),
    ...labels.slice(1).map((label) => ({ title: ratioTitle(label, labels), align: "right" as const })),
  ];
  const { lines } = layOut(columns, rowsOf(comparison), { width: Math.max(20, width), paint: style });
  const sections = [
    wrap(`${[...new Set(comparison.sides.map(({ run }) => clean(run)))].join(", ")}, held against ${first}`, width),
    lines,
    ...comparison.sides.map((side) => sideLines(side, width)),
    wrap(
      `± is the 95 % uncertainty (U95)${monteCarloText(comparison.subjects)}; in a ratio, errors that both sides share cancel`,
      width,
    ).map(style.dim),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

/** Of two sides there is but one ratio. */
const ratioTitle = (label: string, labels: readonly string[]): string =>
  labels.length === 2 ? "ratio" : `${label}, ratio`;

function rowsOf({ subjects }: Comparison): readonly GridRow[] {
  let window = "";
  const repeated = subjects.some(({ execution }) => execution !== null && execution > 0);
  return subjects.flatMap((subject) => {
    const heading = windowText(subject, repeated);
    const lines: readonly GridRow[] = heading === window ? [] : [{ line: heading, dim: true }];
    window = heading;
    return [...lines, ...subjectRows(subject)];
  });
}

const windowText = ({ window, execution }: ComparedSubject, repeated: boolean): string =>
  execution === null || !repeated ? clean(window) : `${clean(window)}, run ${execution + 1}`;

function subjectRows({ kind, probe, name, points, numbers }: ComparedSubject): readonly GridRow[] {
  const title = `  ${clean(probe)} ${kind === "total" ? "total " : ""}${clean(name)}`;
  return [
    { cells: [title, ...points.map((point) => point ?? MISSING)], strong: true },
    ...numbers.map(({ what, unit, values, ratios }) => ({
      cells: [
        `    ${statisticWords[what]}`,
        ...values.map((value) => figureOr(value, clean(unit))),
        ...ratios.slice(1).map((ratio) => figureOr(ratio, "")),
      ],
    })),
  ];
}

const figureOr = (value: Figure | null, unit: string): string => (value === null ? MISSING : figureText(value, unit));

/** The curves of a side, and its findings. */
function sideLines({ label, curves, quality }: Comparison["sides"][number], width: number): readonly string[] {
  const used = curves.map(({ probe, rail, curve }) => `${clean(probe)}/${clean(rail)} by ${clean(curve)}`).join(", ");
  const findings = worstFirst(quality.findings).map(
    (finding) =>
      `${finding.severity} ${finding.code}${findingPlace(finding)}: ${clean(finding.message)} → ${clean(finding.remedy)}`,
  );
  const head = `${clean(label)}: verdict ${quality.verdict}; ${used === "" ? "nothing is corrected" : used}`;
  return [head, ...findings].flatMap((text, index) =>
    wrap(text, width, { first: index === 0 ? "" : "  ", rest: index === 0 ? "  " : "    " }),
  );
}
