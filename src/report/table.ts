import { type Finding, worstFirst } from "../core/finding.js";
import type { Result } from "../core/result.js";
import { anyMonteCarlo, type BudgetSection, budgetSections } from "./budget.js";
import { comparisonSections, methodText } from "./compare-runs-table.js";
import { layOut } from "./grid.js";
import { headlinesOf, resultAlarms } from "./headline.js";
import { durationText } from "./number.js";
import { firstRunText, repeatLines } from "./repeats.js";
import { type Style, styleOf } from "./style.js";
import { clean, counted, displayWidth, wrap } from "./text.js";
import { windowLines } from "./window-table.js";
import { endText, findingPlace, titleText } from "./words.js";

/** How a terminal table is drawn. */
export interface TableOptions {
  /** Columns of the terminal; 80 when it is not one. */
  readonly width?: number;
  /** Escape codes for colours; none unless asked for. */
  readonly colour?: boolean;
  /** Windows shown in full; the others are counted. */
  readonly windows?: number;
  /** Also every number's error sources. */
  readonly budget?: boolean;
}

/** What every part of the table needs to know. */
interface Page {
  readonly width: number;
  readonly style: Style;
}

const MOST_WINDOWS = 12;
const MOST_HEADLINES = 4;
const COMMAND_LINES = 3;
const SOME_DRAWN = ", of some numbers by Monte Carlo (--budget shows which)";

/** The table for the terminal: the numbers people came for, then all rails by window, findings, verdict, recording. */
export function formatTable(result: Result, options: TableOptions = {}): string {
  const { width = 80, colour = false, windows = MOST_WINDOWS, budget = false } = options;
  const page: Page = { width: Math.max(20, width), style: styleOf(colour) };
  const suffix = result.runs === undefined ? "" : `  (${firstRunText(result.runs)})`;
  const shown = result.windows
    .slice(0, windows)
    .map((window) => windowLines(window, { ...page, probes: result.probes, suffix }));
  const sections = [
    titleLines(result, page),
    ...(result.comparison === undefined
      ? [headlineLines(result, page)]
      : [alarmLines(result, page), ...comparisonSections(result.comparison, page)]),
    ...shown.map(({ lines }) => lines),
    hiddenLines(result.windows.length - shown.length, [...new Set(shown.flatMap(({ dropped }) => dropped))], page),
    repeatLines(result, page),
    ...(budget ? budgetSections(result).map((section) => budgetLines(section, page)) : []),
    findingLines(result.quality.findings, page),
    endLines(result, page),
  ];
  const text = sections.filter((lines) => lines.length > 0).map((lines) => lines.join("\n"));
  return `${text.join("\n\n")}\n`;
}

/** What the JSON, CSV and Markdown forms have and this table has not. */
function hiddenLines(windows: number, columns: readonly string[], { width, style }: Page): readonly string[] {
  const parts = [...(windows > 0 ? [counted(windows, "more window")] : []), ...columns];
  if (parts.length === 0) return [];
  return wrap(`not shown here, but in the JSON and Markdown: ${parts.join(", ")}`, width).map(style.dim);
}

function titleLines({ run }: Result, { width, style }: Page): readonly string[] {
  const indent = { first: "", rest: "  " };
  const lines = wrap(titleText(run), width, indent);
  const kept = lines.slice(0, COMMAND_LINES).map((line) => shortened(line, width));
  if (lines.length > COMMAND_LINES) kept.push("  …");
  const early = run.endsEarlyAtS === undefined ? [] : [`recording ends early, at ${durationText(run.endsEarlyAtS)}`];
  const facts = [durationText(run.durationS), ...endText(run), ...early];
  return [...kept.map(style.strong), ...wrap(facts.join(", "), width)];
}

const budgetColumns = [
  { title: "  error source", align: "left" },
  { title: "u", align: "right" },
  { title: "share", align: "right" },
] as const;

function budgetLines({ of, figure, method, rows }: BudgetSection, { width, style }: Page): readonly string[] {
  const title = wrap(`${of}: ${figure} (${method})`, width, { first: "", rest: "  " });
  const cells = rows.map(([source, ...rest]) => ({ cells: [`  ${source}`, ...rest] }));
  return [...title.map(style.strong), ...layOut(budgetColumns, cells, { width, paint: style }).lines];
}

/** Only for words of a command line, never for a number. */
function shortened(line: string, width: number): string {
  if (displayWidth(line) <= width) return line;
  let kept = "";
  for (const character of line) {
    if (displayWidth(`${kept}${character}…`) > width) break;
    kept += character;
  }
  return `${kept}…`;
}

function headlineLines(result: Result, { width, style }: Page): readonly string[] {
  // the first run of two commands stands for neither of them
  const headlines = result.sides === undefined ? headlinesOf(result) : [];
  const columns = [
    { title: "", align: "left" },
    { title: "", align: "right" },
    { title: "", align: "right" },
    { title: "", align: "right" },
    { title: "", align: "left" },
  ] as const;
  const rows = headlines.slice(0, MOST_HEADLINES).map(({ name, energy, power, efficiency, at }) => ({
    cells: [`  ${name}`, energy, power, efficiency, at],
    strong: true,
  }));
  const { lines } = layOut(columns, rows, { width, paint: style });
  const hidden = headlines.length - MOST_HEADLINES;
  const runs = result.statistics?.[0]?.runs;
  return [
    ...lines,
    ...(hidden > 0 ? [style.dim(`  and ${hidden} more below`)] : []),
    ...(runs === undefined ? [] : [style.dim(`  means of ${counted(runs, "run")}`)]),
    ...alarmLines(result, { width, style }),
  ];
}

function findingLines(findings: readonly Finding[], { width, style }: Page): readonly string[] {
  return worstFirst(findings).flatMap((finding) => {
    const first = `${finding.severity.padEnd("degraded".length)}  `;
    const indent = { first, rest: " ".repeat(width < 60 ? 2 : first.length) };
    // A remedy of several lines is there to be pasted: it stays as it was written, under its first line.
    const [remedy = "", ...lines] = finding.remedy.split("\n");
    const text = `${finding.code}${findingPlace(finding)}: ${clean(finding.message)} → ${clean(remedy)}`;
    const [head = "", ...rest] = wrap(text, width, indent);
    const paste = lines.map((line) => `  ${clean(line)}`);
    return [style.verdict[finding.severity](finding.severity) + head.slice(finding.severity.length), ...rest, ...paste];
  });
}

const alarmLines = (result: Result, { width, style }: Page): readonly string[] =>
  resultAlarms(result).flatMap((alarm) => wrap(alarm, width, { first: "  ", rest: "  " }).map(style.alarm));

function endLines(result: Result, { style, width }: Page): readonly string[] {
  const { verdict, findings } = result.quality;
  const serious = findings.filter(({ severity }) => severity !== "note").length;
  const count = serious === 0 ? "" : `, ${counted(serious, "finding")}`;
  const recording = result.run.recording === null ? [] : [`Recording: ${clean(result.run.recording)}`];
  const drawn = anyMonteCarlo(result) ? SOME_DRAWN : "";
  const meaning = result.comparison === undefined ? "± is the 95 % uncertainty (U95)" : methodText(result.comparison);
  const explained = wrap(`${meaning}${drawn}`, width);
  return [
    `Verdict: ${style.verdict[verdict](verdict)}${count}`,
    ...alarmLines(result, { style, width }),
    ...recording,
    ...explained.map(style.dim),
  ];
}
