import { worstFirst } from "../core/finding.js";
import type { Result, WindowResult } from "../core/result.js";
import { anyMonteCarlo, budgetSections } from "./budget.js";
import { comparisonBlocks } from "./compare-markdown.js";
import { conditionRows } from "./condition-rows.js";
import { headlinesOf, resultAlarms } from "./headline.js";
import { code, literal, table } from "./markdown-text.js";
import { durationText } from "./number.js";
import { exitsText, firstRunText, statisticCells, targetText } from "./repeats.js";
import { type Row, rowsByProbe } from "./rows.js";
import { clean, counted } from "./text.js";
import { commandText, endText, findingPlace } from "./words.js";
import { workRows } from "./work-rows.js";

const rowCells = (row: Row): readonly string[] => [
  literal(row.probe),
  `${"&emsp;".repeat(row.depth)}${row.kind === "total" ? `**${literal(row.name)}**` : literal(row.name)}`,
  row.point,
  literal(row.energy),
  literal(row.power),
  row.range,
  row.samples,
  literal(row.coverage),
  row.notes.map(literal).join("; "),
];

const rowTitles = ["probe", "rail", "point", "energy ± U95", "mean power ± U95", "min..max", "samples", "coverage"];

function windowSection(window: WindowResult, { runs }: Result): readonly string[] {
  const rows = [...rowsByProbe(window).values()].flat();
  const work = [...workRows(window), ...conditionRows(window)].map(({ label, text }) => `- ${label}: ${literal(text)}`);
  return [
    `### ${literal(window.name)} (${durationText(window.durationS)}${runs === undefined || window.source === "phase" ? "" : `, ${literal(firstRunText(runs))}`})`,
    rows.length === 0 ? "no rails" : table([...rowTitles, "notes"], "lllrrrrrl", rows.map(rowCells)),
    ...(work.length === 0 ? [] : [work.join("\n")]),
  ];
}

function titleOf({ id, name, command }: Result["run"]): string {
  const parts = [name === undefined ? "" : literal(name), command.length === 0 ? "" : code(commandText(command))];
  return parts.filter((part) => part !== "").join(": ") || literal(id);
}

function headSection(result: Result): readonly string[] {
  const { run, quality } = result;
  const early = run.endsEarlyAtS === undefined ? "" : `, recording ends early, at ${durationText(run.endsEarlyAtS)}`;
  const numbers = headlinesOf(result).map(({ name, energy, power, efficiency, at }) => {
    const figures = [energy, power, efficiency].filter((text) => text !== "").map(literal);
    return `- **${literal(name)}**, ${at}: ${figures.join(", ")}`;
  });
  const facts = [
    `${[durationText(run.durationS), ...endText(run)].join(", ")}${early}`,
    `verdict **${quality.verdict}**`,
  ];
  return [
    `## ${titleOf(run)}`,
    `${facts.join("; ")}; started ${literal(run.startedAt)}`,
    ...resultAlarms(result).map((alarm) => `**${alarm}**`),
    ...(result.comparison !== undefined
      ? comparisonBlocks(result.comparison)
      : numbers.length === 0
        ? []
        : [numbers.join("\n")]),
  ];
}

function repeatSection(result: Result): readonly string[] {
  const { statistics = [] } = result;
  if (statistics.length === 0) return [];
  const rows = statistics.map((statistic) => statisticCells(statistic, result).map(literal));
  const count = counted(Math.max(...statistics.map(({ runs }) => runs)), "run");
  return [
    `### repeats (${count}${exitsText(result)})`,
    table(["of", "mean of", "mean ± U95", "sd", "runs"], "llrrr", rows),
    ...(result.target === undefined ? [] : [literal(targetText(result.target))]),
  ];
}

function findingSection({ quality }: Result): readonly string[] {
  const lines = worstFirst(quality.findings).map((finding) => {
    const { severity, message, remedy } = finding;
    const name = `**${severity}** ${code(clean(finding.code))}${literal(findingPlace(finding))}`;
    const [first = "", ...lines] = remedy.split("\n");
    const paste =
      lines.length === 0 ? "" : `\n\n  \`\`\`sh\n${lines.map((line) => `  ${clean(line)}`).join("\n")}\n  \`\`\``;
    return `- ${name}: ${literal(message)} → ${literal(first)}${paste}`;
  });
  return lines.length === 0 ? [] : ["### findings", lines.join("\n")];
}

function budgetSection(result: Result): readonly string[] {
  return budgetSections(result).flatMap(({ of, figure, method, rows }) => [
    `### ${literal(of)}: ${literal(figure)} (${method})`,
    table(
      ["error source", "u", "share"],
      "lrr",
      rows.map((row) => row.map(literal)),
    ),
  ]);
}

/** The result as GitHub Markdown: headline, one table per window, repeats, budget where asked for, findings, recording. */
export function formatMarkdown(result: Result, { budget = false }: { readonly budget?: boolean } = {}): string {
  const { recording } = result.run;
  const blocks = [
    ...headSection(result),
    ...result.windows.flatMap((window) => windowSection(window, result)),
    ...repeatSection(result),
    ...(budget ? budgetSection(result) : []),
    ...findingSection(result),
    ...(recording === null ? [] : [`Recording: ${code(clean(recording))}`]),
    `± is the 95 % uncertainty (U95)${anyMonteCarlo(result) ? ", of some numbers by Monte Carlo" : ""}.`,
  ];
  return `${blocks.join("\n\n")}\n`;
}
