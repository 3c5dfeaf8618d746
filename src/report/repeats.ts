import type { Result, Statistic, TargetResult } from "../core/result.js";
import { type GridColumn, layOut } from "./grid.js";
import { figureText, plainText } from "./number.js";
import type { Style } from "./style.js";
import { clean, counted, wrap } from "./text.js";
import { ESTIMATE, exitText, statisticWords } from "./words.js";

const columns: readonly GridColumn[] = [
  { title: "  of", align: "left" },
  { title: "mean of", align: "left" },
  { title: "mean ± U95", align: "right" },
  { title: "sd", align: "right" },
  { title: "runs", align: "right", drop: 0 },
];

/** The cells of one statistic: of, what, mean ± U95, standard deviation of the runs, number of runs. */
export function statisticCells(statistic: Statistic, result: Result): readonly string[] {
  const { mean, U95, sd, unit, runs } = statistic;
  const mark = isEstimate(statistic, result) ? ` ${ESTIMATE}` : "";
  const figure = figureText({ value: mean, U95 }, clean(unit));
  return [
    clean(statistic.of),
    `${statisticWords[statistic.what]}${mark}`,
    figure,
    plainText(sd, clean(unit)),
    String(runs),
  ];
}

/** A statistic names the total or rail it is of; whether that is a model stands with the total or rail. */
function isEstimate({ of, what }: Statistic, { windows }: Result): boolean {
  if (what === "durationS" || what === "rate") return false;
  const named = (name: string, probe: string) => name === of || `${probe}/${name}` === of;
  return windows.some(
    ({ rails, totals }) =>
      rails.some(({ rail, probe, estimate }) => estimate && named(rail, probe)) ||
      totals.some(({ name, probe, estimate }) => estimate && named(name, probe)),
  );
}

/** How the repeats ended, when not all of them ended well. */
export function exitsText({ runs = [] }: Result): string {
  if (runs.every(({ exit }) => exit.code === 0)) return "";
  return `; ${runs.map(({ exit }) => exitText(exit)).join(", ")}`;
}

/** Two digits: an uncertainty. */
const percentText = (share: number): string => `${Number((100 * share).toPrecision(2))} %`;

/** What was asked of the repeats, what the rule made of it, and what came of it. */
export function targetText(target: TargetResult): string {
  const { of, what, plannedRuns, pilotRuns, pilotVariation, halfWidth, reached } = target;
  const is = halfWidth === null ? "not known" : `±${percentText(halfWidth)}`;
  return `target ±${percentText(target.target)} from run to run, ${statisticWords[what]} of ${clean(of)}: ${reached ? "reached" : "not reached"}, ${is}; ${pilotRuns} runs scattered by ${percentText(pilotVariation)}, so ${plannedRuns} were made`;
}

/** The repeats: statistics over the means of the runs, never over pooled samples. */
export function repeatLines(result: Result, { width, style }: { width: number; style: Style }): readonly string[] {
  const { statistics = [] } = result;
  if (statistics.length === 0) return [];
  const rows = statistics.map((statistic) => {
    const [of = "", ...cells] = statisticCells(statistic, result);
    return { cells: [`  ${of}`, ...cells] };
  });
  const { lines } = layOut(columns, rows, { width, paint: style });
  const asked = result.target === undefined ? [] : wrap(targetText(result.target), width, { first: "  ", rest: "  " });
  const count = counted(Math.max(...statistics.map(({ runs }) => runs)), "run");
  return [`${style.strong("repeats")}  ${count}${exitsText(result)}`, ...lines, ...asked];
}

/** Of repeated runs, which one the windows are of: `run 1 of 6`, or `run 1 of 6, A` where two commands took turns. */
export const firstRunText = (runs: NonNullable<Result["runs"]>): string =>
  [`run 1 of ${runs.length}`, ...(runs[0]?.label === undefined ? [] : [clean(runs[0].label)])].join(", ");
