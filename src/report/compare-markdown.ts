import type { ComparedSubject, Comparison } from "../core/comparison.js";
import { worstFirst } from "../core/finding.js";
import { methodText, restsOnEstimate, sideText, subjectText, testCells } from "./compare-runs-table.js";
import { literal, table } from "./markdown-text.js";
import { figureText, MISSING } from "./number.js";
import { ESTIMATE_SENTENCE, findingPlace, statisticWords } from "./words.js";

/** Different runs side by side as GitHub Markdown. */
export const formatComparisonMarkdown = (comparison: Comparison): string =>
  `${["## comparison", ...comparisonBlocks(comparison)].join("\n\n")}\n`;

/** The parts of it that stand in a larger report too. */
export function comparisonBlocks(comparison: Comparison): readonly string[] {
  const { sides, headline, subjects, findings = [] } = comparison;
  const [first = "", ...others] = sides.map(({ label }) => literal(label));
  const titles = [
    "number",
    first,
    ...others,
    ...others.flatMap((label) => [`${label}/${first} - 1, %`, "p", `${label} is`]),
  ];
  const aligns = `l${"r".repeat(sides.length)}${"rrl".repeat(others.length)}`;
  const notes = worstFirst(findings).map(
    (finding) =>
      `- **${finding.severity}** ${literal(finding.code)}${literal(findingPlace(finding))}: ${literal(finding.message)} → ${literal(finding.remedy)}`,
  );
  return [
    sides.map((side) => `- ${literal(sideText(side, sides))}`).join("\n"),
    ...(headline?.words ?? []).map((words) => `**${literal(words)}**`),
    ...(restsOnEstimate(comparison) ? [`**${ESTIMATE_SENTENCE}**`] : []),
    table(titles, aligns, subjects.flatMap(rowsOf)),
    ...(notes.length === 0 ? [] : [notes.join("\n")]),
    `${literal(methodText(comparison))}.`,
  ];
}

const rowsOf = (subject: ComparedSubject): readonly (readonly string[])[] =>
  subject.numbers.map(({ what, unit, values, tests = [] }) => [
    literal(`${subjectText(subject)}, ${statisticWords[what]}`),
    ...values.map((value) => (value === null ? MISSING : literal(figureText(value, unit)))),
    ...tests.slice(1).flatMap(testCells).map(literal),
  ]);
