import type { ComparedHeadline, ComparedNumber, ComparedSubject, ComparedTest } from "../../core/comparison.js";
import { figure } from "../../core/figure.js";
import { divide } from "../../core/uncertainty.js";
import { LEVEL } from "../../steady/contrast.js";
import { holm } from "../../steady/holm.js";
import { sameWork } from "./cautions.js";
import { type Holding, type Tested, tested } from "./held.js";
import { keyOf, type RunsSide, type SideNumber } from "./side.js";
import { headlineOf, type Told, wordsOf } from "./words.js";

/** What is compared, and the one number that the verdict is about. */
export interface Compared {
  readonly subjects: readonly ComparedSubject[];
  readonly headline: ComparedHeadline | undefined;
}

/** One number on every side. */
interface Row {
  readonly key: string;
  readonly any: SideNumber;
  readonly numbers: readonly (SideNumber | undefined)[];
  readonly tests: readonly (Tested | undefined)[];
}

/**
 * Every number of every side, each other side held against the first. The headline is chosen before anything is looked at:
 * efficiency where work is counted, else energy, of the subject that takes most. Chance is allowed for by Holm: among the
 * sides in the headline, and among all other numbers together.
 */
export function comparedNumbers(sides: readonly RunsSide[], hold: Holding): Compared {
  const rows = rowsOf(sides, hold);
  const main = headlineKey(sides);
  const adjusted = new Map([
    ...adjustedIn(rows.filter(({ key }) => key === main)),
    ...adjustedIn(rows.filter(({ key }) => key !== main)),
  ]);
  const told = rows.map((row) => ({ row, tests: testsOf(row, sides, adjusted) }));
  const head = told.find(({ row }) => row.key === main);
  return {
    subjects: subjectsOf(told, sides[0]?.window ?? ""),
    headline: head && {
      name: head.row.any.of,
      what: head.row.any.what,
      words: head.tests.flatMap((test, k) => (test === null ? [] : [headlineOf(test, toldOf(head.row, sides, k))])),
    },
  };
}

function rowsOf(sides: readonly RunsSide[], hold: Holding): readonly Row[] {
  const tables = sides.map(({ numbers }) => new Map(numbers.map((one) => [keyOf(one), one])));
  const keys = [...new Set(tables.flatMap((table) => [...table.keys()]))];
  return keys.flatMap((key) => {
    const numbers = tables.map((table) => table.get(key));
    const any = numbers.find((one) => one !== undefined);
    const [first] = numbers;
    if (any === undefined) return [];
    const tests = numbers.map((one, k) =>
      k === 0 || first === undefined || one === undefined ? undefined : tested(hold(first, one)),
    );
    return [{ key, any, numbers, tests }];
  });
}

/** Of what both sides count as work per joule, else of the energy, that of the subject which takes most of it. */
function headlineKey(sides: readonly RunsSide[]): string | undefined {
  const [first] = sides;
  const inAll = (one: Pick<SideNumber, "of" | "what">) =>
    sides.every(({ numbers }) => numbers.some((number) => keyOf(number) === keyOf(one)));
  const energies = (first?.numbers ?? [])
    .filter((one) => one.what === "energyJ" && inAll(one))
    .sort((a, b) => b.mean.value - a.mean.value);
  const [most] = energies;
  if (most === undefined) return undefined;
  const efficiency = { of: most.of, what: "efficiency" as const };
  return keyOf(inAll(efficiency) ? efficiency : most);
}

const placeOf = ({ key }: Row, k: number): string => `${k} ${key}`;

function adjustedIn(rows: readonly Row[]): readonly (readonly [place: string, p: number])[] {
  const all = rows.flatMap((row) =>
    row.tests.flatMap((test, k) => (test?.p == null ? [] : [{ place: placeOf(row, k), p: test.p }])),
  );
  const values = holm(all.map(({ p }) => p));
  return all.map(({ place }, k) => [place, values[k] ?? 1] as const);
}

function testsOf(
  row: Row,
  sides: readonly RunsSide[],
  adjusted: ReadonlyMap<string, number>,
): readonly (ComparedTest | null)[] {
  return row.tests.map((test, k) => {
    if (test === undefined) return null;
    const pAdjusted = adjusted.get(placeOf(row, k)) ?? null;
    const outcome = outcomeOf({ ...test, pAdjusted }, directionOf(row.any.what, sides, k));
    const whole = { ...test, pAdjusted, outcome };
    return { ...whole, words: wordsOf(whole, toldOf(row, sides, k)) };
  });
}

const toldOf = ({ any: { what, unit, point }, numbers }: Row, sides: readonly RunsSide[], k: number): Told => ({
  ...{ what, unit },
  labels: [sides[0]?.label ?? "", sides[k]?.label ?? ""],
  ratio: (numbers[k]?.mean.value ?? Number.NaN) / (numbers[0]?.mean.value ?? Number.NaN),
  estimate: point === "estimate",
});

/** 1 where more is better, -1 where less is; 0 of power by itself, and of energy and time of unlike work. */
function directionOf(what: SideNumber["what"], sides: readonly RunsSide[], k: number): -1 | 0 | 1 {
  if (what === "rate" || what === "efficiency") return 1;
  const [first, other] = [sides[0], sides[k]];
  const alike = first !== undefined && other !== undefined && sameWork(first, other);
  return what === "meanPowerW" || !alike ? 0 : -1;
}

function outcomeOf(
  { p, pAdjusted, difference }: Pick<ComparedTest, "p" | "pAdjusted" | "difference">,
  direction: number,
): ComparedTest["outcome"] {
  if (p === null) return "untested";
  if ((pAdjusted ?? p) >= LEVEL) return "undecided";
  if (direction === 0) return difference.value > 0 ? "more" : "less";
  return difference.value * direction > 0 ? "better" : "worse";
}

interface ToldRow {
  readonly row: Row;
  readonly tests: readonly (ComparedTest | null)[];
}

function subjectsOf(told: readonly ToldRow[], window: string): readonly ComparedSubject[] {
  const groups = new Map<string, ToldRow[]>();
  for (const one of told) groups.set(one.row.any.of, [...(groups.get(one.row.any.of) ?? []), one]);
  return [...groups].flatMap(([name, rows]) => {
    const [first] = rows;
    if (first === undefined) return [];
    const { kind, probe } = first.row.any;
    return [
      {
        ...{ window, execution: null, kind, probe, name },
        points: first.row.numbers.map((one) => one?.point ?? null),
        numbers: rows.map(numberOf),
      },
    ];
  });
}

function numberOf({ row: { any, numbers }, tests }: ToldRow): ComparedNumber {
  const [first] = numbers;
  const isZero = first === undefined || first.mean.value === 0;
  return {
    what: any.what,
    unit: any.unit,
    values: numbers.map((one) => (one === undefined ? null : figure(one.mean))),
    ratios: numbers.map((one, k) =>
      k === 0 || isZero || one === undefined ? null : figure(divide(one.mean, first.mean)),
    ),
    sds: numbers.map((one) => one?.sd ?? null),
    runs: numbers.map((one) => one?.runs ?? 0),
    tests,
  };
}
