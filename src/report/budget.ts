import type { Figure, Result, WindowResult } from "../core/result.js";
import type { BudgetLine } from "../core/uncertainty.js";
import { figureText, plainText, shareText } from "./number.js";
import { clean, counted } from "./text.js";
import { atPointText, statisticWords } from "./words.js";

/** Sources below this share of the variance are counted, not named. */
const SMALL = 0.001;

/** One number with where its uncertainty comes from, as text. */
export interface BudgetSection {
  readonly of: string;
  readonly figure: string;
  /** How the parts became U95. */
  readonly method: string;
  /** Source, its standard uncertainty, its share of the variance; the largest first. */
  readonly rows: readonly (readonly [source: string, u: string, share: string])[];
  /** Of each row, 0 to 1. */
  readonly shares: readonly number[];
}

interface Budgeted {
  readonly of: string;
  readonly figure: Figure;
  readonly unit: string;
  readonly budget: readonly BudgetLine[];
}

/** Every number of a result that has an uncertainty: rails, totals, rates, efficiencies, what is above idle, statistics. */
export function budgetSections(result: Result): readonly BudgetSection[] {
  const windows = result.windows.flatMap((window) => {
    const where = result.windows.length === 1 ? "" : `${clean(window.name)}: `;
    return budgetedOf(window).map((one) => ({ ...one, of: `${where}${one.of}` }));
  });
  const means = (result.statistics ?? []).map(
    ({ of, what, mean, unit, ...statistic }): Budgeted => ({
      of: `mean of the runs: ${clean(of)}, ${statisticWords[what]}`,
      figure: { value: mean, ...statistic },
      unit: clean(unit),
      budget: statistic.budget,
    }),
  );
  return [...windows, ...means].map(sectionOf);
}

function budgetedOf({ rails, totals, work, dynamic = [] }: WindowResult): readonly Budgeted[] {
  const energies = [
    ...rails.map(({ rail, ...seen }) => ({ ...seen, name: rail })),
    ...totals.map((total) => ({ ...total, name: `total ${total.name}` })),
  ].flatMap(({ name, probe, energyJ, budget, ...at }) =>
    energyJ === null
      ? []
      : [{ of: `${clean(probe)}/${clean(name)}, energy ${atPointText(at)}`, figure: energyJ, unit: "J", budget }],
  );
  const rate = work && { of: "rate", figure: work.rate, unit: `${clean(work.unit)}/s`, budget: work.budget };
  const efficiencies = (work?.efficiency ?? []).map((figure) => ({
    of: `${clean(figure.of)}, efficiency ${atPointText(figure)}`,
    figure,
    unit: clean(figure.unit),
    budget: figure.budget,
  }));
  const above = dynamic.map(({ of, dynamicEnergyJ, budget }) => ({
    of: `${clean(of)}, energy above idle`,
    figure: dynamicEnergyJ,
    unit: "J",
    budget,
  }));
  return [...energies, ...(rate === undefined ? [] : [rate]), ...efficiencies, ...above];
}

function sectionOf({ of, figure, unit, budget }: Budgeted): BudgetSection {
  const named = budget.filter(({ share }) => share >= SMALL);
  const rows = named.map(({ source, u, share }) => [clean(source), plainText(u, unit), shareText(share)] as const);
  const small = budget.slice(named.length);
  const head = { of, figure: figureText(figure, unit), method: methodText(figure) };
  const shares = named.map(({ share }) => share);
  if (small.length === 0) return { ...head, rows, shares };
  const rested = small.reduce((sum, { share }) => sum + share, 0);
  const rest = [
    counted(small.length, "smaller source"),
    plainText(Math.hypot(...small.map(({ u }) => u)), unit),
    shareText(rested),
  ] as const;
  return { ...head, rows: [...rows, rest], shares: [...shares, rested] };
}

/** `k = 2.0, linear propagation`, or `Monte Carlo` with its interval where that is not symmetric. */
function methodText({ u, U95, method }: Figure): string {
  if (u === 0) return "exact";
  return `k = ${(U95 / u).toFixed(2)}, ${method === undefined ? "linear propagation (GUM)" : "Monte Carlo"}`;
}

/** `, of some numbers by Monte Carlo` where any number in there was found so; else nothing. */
export const monteCarloText = (numbers: unknown): string =>
  JSON.stringify(numbers).includes('"method":"monte-carlo"') ? ", of some numbers by Monte Carlo" : "";

/** True where any number of the result was found by Monte Carlo. */
export const anyMonteCarlo = (result: Result): boolean =>
  monteCarloText([result.windows, result.statistics ?? []]) !== "";
