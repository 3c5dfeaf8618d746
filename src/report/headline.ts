import type { Efficiency, Figure, RailResult, Result, Statistic, TotalResult, WindowResult } from "../core/result.js";
import { figureText, shareText, wattHoursText } from "./number.js";
import { energyText, powerText, railTree } from "./rows.js";
import { clean } from "./text.js";
import { alarmsOf, atPointText } from "./words.js";

/** The numbers people came for, of one total, or of one rail where no total is declared. */
export interface Headline {
  readonly name: string;
  readonly energy: string;
  readonly power: string;
  /** Empty when no work was counted. */
  readonly efficiency: string;
  /** The point, or the word ESTIMATE; and the coverage where it is not whole. */
  readonly at: string;
}

type Subject =
  | { readonly kind: "total"; readonly name: string; readonly of: TotalResult }
  | { readonly kind: "rail"; readonly name: string; readonly of: RailResult };

/** Of each probe its totals, or where it declares none the rails that no other contains; estimates only when nothing is measured. */
function subjectsOf({ rails, totals }: WindowResult): readonly Subject[] {
  const declares = new Set(totals.map(({ probe }) => probe));
  const roots = railTree(rails).filter(({ rail, depth }) => depth === 0 && !declares.has(rail.probe));
  const all: readonly Subject[] = [
    ...totals.map((total) => ({ kind: "total", name: total.name, of: total }) as const),
    ...roots.map(({ rail }) => ({ kind: "rail", name: rail.rail, of: rail }) as const),
  ];
  const measured = all.filter(({ of }) => !of.estimate);
  return measured.length > 0 ? measured : all;
}

const names = ({ name, of }: Subject, wanted: string) => wanted === name || wanted === `${of.probe}/${name}`;

/** The mean over repeats of one of a subject's numbers, when there were repeats. */
function meanOf(subject: Subject, what: Statistic["what"], statistics: readonly Statistic[]): Figure | undefined {
  const found = statistics.find((statistic) => statistic.what === what && names(subject, statistic.of));
  return found === undefined ? undefined : { value: found.mean, u: found.u, U95: found.U95 };
}

function efficiencyText(subject: Subject, efficiency: readonly Efficiency[], statistics: readonly Statistic[]): string {
  const found = efficiency.find((candidate) => names(subject, candidate.of));
  if (found === undefined) return "";
  return figureText(meanOf(subject, "efficiency", statistics) ?? found, clean(found.unit));
}

/** The window that the headline is of: where work was done, the command's, or the whole of a recording without one. Idle before a command that never ran is not it. */
const headlineWindow = ({ windows }: Result): WindowResult | undefined =>
  windows.find(({ work }) => work !== undefined) ??
  windows.find(({ source, name }) => source === "command" || name === "recording");

/** The headline numbers of a result: of the command's window, or the means over its repeats. */
export function headlinesOf(result: Result): readonly Headline[] {
  const { statistics = [] } = result;
  const window = headlineWindow(result);
  if (window === undefined) return [];
  return subjectsOf(window).map((subject) => {
    const { of, name } = subject;
    const energyJ = meanOf(subject, "energyJ", statistics) ?? of.energyJ;
    const meanPowerW = meanOf(subject, "meanPowerW", statistics) ?? of.meanPowerW;
    const measured = { ...of, energyJ, meanPowerW };
    const wattHours = energyJ === null ? undefined : wattHoursText(energyJ);
    return {
      name: clean(name),
      energy: energyText(measured) + (wattHours === undefined ? "" : ` (${wattHours})`),
      power: powerText(measured),
      efficiency: efficiencyText(subject, window.work?.efficiency ?? [], statistics),
      at: of.coverage < 1 ? `${atPointText(of)}, coverage ${shareText(of.coverage)}` : atPointText(of),
    };
  });
}

/** What has to be known before any number of a result is read. */
export const resultAlarms = ({ windows, quality }: Result): readonly string[] =>
  alarmsOf({
    estimate: windows.some(({ rails, totals }) => [...rails, ...totals].some(({ estimate }) => estimate)),
    findings: quality.findings,
  });
