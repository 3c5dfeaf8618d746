import type { ComparedNumber, ComparedSide, ComparedSubject, ComparedTest, Comparison } from "../core/comparison.js";
import { type Finding, worstFirst } from "../core/finding.js";
import { chanceText, changeCell } from "./compare-words.js";
import { type GridColumn, type GridRow, layOut } from "./grid.js";
import { figureText, MISSING } from "./number.js";
import { type Style, styleOf } from "./style.js";
import { clean, counted, wrap } from "./text.js";
import { atPointText, commandText, ESTIMATE_SENTENCE, findingPlace, statisticWords } from "./words.js";

/** What the last column says of a number, of another side held against the first. */
export const outcomeWords: Readonly<Record<ComparedTest["outcome"], string>> = {
  better: "better",
  worse: "worse",
  more: "more",
  less: "less",
  undecided: "unclear",
  untested: "untested",
};

/** How the intervals and the verdicts were come by, in a sentence or two for the foot of a table. */
export function methodText({ subjects }: Comparison): string {
  const methods = new Set(
    subjects.flatMap(({ numbers }) => numbers.flatMap(({ tests = [] }) => tests.map((test) => test?.method))),
  );
  const by = methods.has("paired")
    ? "Student's t over the differences within blocks of two runs, so that what changes slowly cancels"
    : methods.has("welch")
      ? "Welch's t over the means of the runs"
      : "what the instruments state, without a test";
  const holm =
    methods.has("paired") || methods.has("welch")
      ? "; the verdict is about the headline's number, the others together are allowed for by Holm"
      : "";
  return `± is the 95 % uncertainty (U95); changes are 95 % intervals by ${by}; errors that both sides share cancel${holm}`;
}

/** Different runs side by side: who they are, which is better, every number with its change, and what to know. */
export function formatRunsComparison(comparison: Comparison, { width: asked = 80, colour = false } = {}): string {
  const width = Math.max(20, asked);
  const style = styleOf(colour);
  const sections = [
    ...comparisonSections(comparison, { width, style }),
    restsOnEstimate(comparison) ? wrap(ESTIMATE_SENTENCE, width).map(style.alarm) : [],
    wrap(methodText(comparison), width).map(style.dim),
  ];
  return `${sections
    .filter((section) => section.length > 0)
    .map((section) => section.join("\n"))
    .join("\n\n")}\n`;
}

/** The parts of it that stand in a larger report too. */
export function comparisonSections(
  { sides, subjects, headline, findings = [] }: Comparison,
  { width, style }: { readonly width: number; readonly style: Style },
): readonly (readonly string[])[] {
  const { lines } = layOut(columnsOf(sides), subjects.flatMap(rowsOf), { width, paint: style });
  return [
    sides.flatMap((side) => wrap(sideText(side, sides), width, { first: "", rest: "   " })),
    (headline?.words ?? []).flatMap((words) => wrap(clean(words), width, { first: "", rest: "  " })).map(style.strong),
    lines,
    findingLines(findings, width, style),
  ];
}

/** Whether any number of a comparison comes from a model without a sensor. */
export const restsOnEstimate = ({ subjects }: Comparison): boolean =>
  subjects.some(({ points }) => points.includes("estimate"));

/** `A  20261128T101530-abc4 (name): ./bench --fast; 5 runs on host, verdict good`; of one recording the command alone. */
export function sideText(side: ComparedSide, sides: readonly ComparedSide[]): string {
  const { label, run, name, command = [], runs = 1, hostname, quality } = side;
  const words = commandText(command);
  const inOne = sides.every((other) => other.run === run);
  if (inOne) return `${clean(label)}  ${words}; ${counted(runs, "run")}`;
  const named = name === undefined ? "" : ` (${clean(name)})`;
  const where = hostname === undefined ? "" : ` on ${clean(hostname)}`;
  return `${clean(label)}  ${clean(run)}${named}${words === "" ? "" : `: ${words}`}; ${counted(runs, "run")}${where}, verdict ${quality.verdict}`;
}

const right = (title: string): GridColumn => ({ title, align: "right" });

function columnsOf(sides: readonly ComparedSide[]): readonly GridColumn[] {
  const [first = "", ...others] = sides.map(({ label }) => clean(label));
  return [
    { title: "", align: "left" },
    ...[first, ...others].map(right),
    ...others.flatMap((label) => [
      right(`${label}/${first} - 1, %`),
      { ...right("p"), drop: 0 },
      { title: `${label} is`, align: "left" as const },
    ]),
  ];
}

function rowsOf(subject: ComparedSubject): readonly GridRow[] {
  return [
    { line: subjectText(subject), dim: true },
    ...subject.numbers.map(({ what, unit, values, tests = [] }) => ({
      cells: [
        numberText(what, unit),
        ...values.map((value) => (value === null ? MISSING : figureText(value, isLong(unit) ? "" : clean(unit)))),
        ...tests.slice(1).flatMap(testCells),
      ],
    })),
  ];
}

/** A unit of several letters stands with the name of its number: the columns stay narrow. */
const isLong = (unit: string): boolean => unit.length > 1;

const numberText = (what: ComparedNumber["what"], unit: string): string =>
  isLong(unit) ? `${statisticWords[what]}, ${clean(unit)}` : statisticWords[what];

/** `module at regulator-input`; the word ESTIMATE in place of a point. */
export function subjectText({ kind, name, points, window }: ComparedSubject): string {
  if (kind === "command") return clean(window);
  const point = points.find((one) => one !== null);
  return point == null ? clean(name) : `${clean(name)} ${atPointText({ point, estimate: point === "estimate" })}`;
}

/** Change, p and verdict of one test. */
export const testCells = (test: ComparedTest | null): readonly string[] =>
  test === null
    ? [MISSING, "", ""]
    : [
        test.ratio95 === null ? MISSING : changeCell(test.ratio95),
        chanceText(test.p).replace("p ", ""),
        outcomeWords[test.outcome],
      ];

const findingLines = (findings: readonly Finding[], width: number, style: Style): readonly string[] =>
  worstFirst(findings).flatMap((finding) => {
    const { severity, code, message, remedy } = finding;
    const first = `${severity.padEnd("degraded".length)}  `;
    const text = `${code}${findingPlace(finding)}: ${clean(message)} → ${clean(remedy)}`;
    const [head = "", ...rest] = wrap(text, width, { first, rest: " ".repeat(width < 60 ? 2 : first.length) });
    return [style.verdict[severity](severity) + head.slice(severity.length), ...rest];
  });
