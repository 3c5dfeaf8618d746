import type { ComparedTest } from "../../core/comparison.js";
import type { Statistic } from "../../core/result.js";
import { chanceText, changeRangeText, changeText, undecidedText } from "../../report/compare-words.js";
import { ESTIMATE } from "../../report/words.js";
import { LEVEL } from "../../steady/contrast.js";

/** What a sentence about a number has to know. */
export interface Told {
  readonly what: Statistic["what"];
  readonly unit: string;
  readonly labels: readonly [first: string, other: string];
  /** Of means: this side over the first. */
  readonly ratio: number;
  readonly estimate: boolean;
}

type Test = Omit<ComparedTest, "words">;

const nouns: Readonly<Record<Statistic["what"], readonly [verb: string, noun: string]>> = {
  energyJ: ["takes", "energy"],
  durationS: ["takes", "time"],
  meanPowerW: ["draws", "power"],
  rate: ["does", "work a second"],
  efficiency: ["does", "work per joule"],
};

/** One sentence about one number, which calls no difference real that the runs do not show. */
export const wordsOf = (test: Test, told: Told): string => `${mark(told)}${sentence(test, told, told.labels[1])}`;

/** The verdict of a comparison on one side: which is better, or that it is not known. */
export function headlineOf(test: Test, told: Told): string {
  const [first, other] = told.labels;
  const begins: Readonly<Record<ComparedTest["outcome"], string>> = {
    better: `${other} is better: `,
    worse: `${first} is better: `,
    more: "",
    less: "",
    undecided: `These runs cannot tell ${first} and ${other} apart: `,
    untested: `Not tested, for one run a side shows no scatter: `,
  };
  const subject = test.outcome === "better" ? "it" : other;
  return `${mark(told)}${begins[test.outcome]}${sentence(test, told, subject)}`;
}

const mark = ({ estimate }: Told): string => (estimate ? `${ESTIMATE}: ` : "");

function sentence(test: Test, told: Told, subject: string): string {
  if (test.ratio95 === null) return withoutRatio(test, told);
  const [low, high] = test.ratio95;
  const change = low <= 1 && 1 <= high ? apart : changed;
  return `${subject} ${change(test, told, test.ratio95)}${afterwards(test)}`;
}

function changed({ method, p }: Test, { what, labels: [first], ratio }: Told, range: Range): string {
  const [verb, noun] = nouns[what];
  const facts = [changeRangeText(ratio, range), chanceText(p)].filter((text) => text !== "").join(", ");
  return `${verb} ${changeText(ratio, range)} ${noun} ${joined(ratio)} ${first} (${basis(method)}: ${facts})`;
}

type Range = readonly [low: number, high: number];

/** `3 % more energy than A`, but `twice the energy of A`. */
const joined = (ratio: number): string => (ratio >= 2 || ratio <= 0.5 ? "of" : "than");

const basis = (method: ComparedTest["method"]): string =>
  method === "instruments" ? "95 % by what the instruments state" : "95 %";

function apart({ method, p }: Test, { what, labels: [first] }: Told, range: Range): string {
  const [verb, noun] = nouns[what];
  const facts = [basis(method), chanceText(p)].filter((text) => text !== "").join(", ");
  return `${verb} ${undecidedText(range)} ${noun} than ${first} (${facts})`;
}

const withoutRatio = ({ difference: { value, U95 }, p }: Test, { labels: [first, other], unit }: Told): string =>
  `${other} less ${first} is ${Number(value.toPrecision(3))} ± ${Number(U95.toPrecision(2))} ${unit}${p === null ? "" : `, ${chanceText(p)}`}`;

/** Of runs that cannot tell: whether more of them could. */
function afterwards({ outcome, runsToTell, method, p }: Test): string {
  if (outcome !== "undecided") return "";
  if ((p ?? 1) < LEVEL) return "; one such among so many tests may be chance";
  const unit = method === "paired" ? "blocks" : "runs a side";
  if (runsToTell === null) return "; no number of runs would tell so small a difference";
  return `; a difference of the size seen, if it is real, would show in about ${runsToTell} ${unit}`;
}
