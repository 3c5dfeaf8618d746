/** From twice as much on, and from half as much down, a multiple reads better than a percentage. */
const MULTIPLE = 2;

type Range = readonly [low: number, high: number];

/** `p 0.042`, `p < 0.001`; nothing where there is no test. */
export function chanceText(p: number | null): string {
  if (p === null) return "";
  return p < 0.001 ? "p < 0.001" : `p ${Number(p.toPrecision(2))}`;
}

/** A change by its ratio, in words that go before a noun: `3.2 % less`, `2.31 times the`; digits as its interval allows. */
export function changeText(ratio: number, range: Range): string {
  if (isMultiple(ratio)) return `${ratio.toFixed(digitsFor(range[1] - range[0]))} times the`;
  const percent = 100 * (ratio - 1);
  return `${percentText(Math.abs(percent), range)} % ${percent < 0 ? "less" : "more"}`;
}

/** The interval of such a change, on one side of none: `2.8 to 3.6 %`, `2.25 to 2.38`. */
export function changeRangeText(ratio: number, [low, high]: Range): string {
  if (isMultiple(ratio)) return [low, high].map((end) => end.toFixed(digitsFor(high - low))).join(" to ");
  const ends = [low, high].map((end) => Math.abs(100 * (end - 1))).sort((a, b) => a - b);
  return `${ends.map((end) => percentText(end, [low, high])).join(" to ")} %`;
}

/** An interval that holds none: `between 1.2 % less and 0.8 % more`. */
export const undecidedText = ([low, high]: Range): string =>
  `between ${percentText(100 * (1 - low), [low, high])} % less and ${percentText(100 * (high - 1), [low, high])} % more`;

/** For a column in percent: `-3.6..-2.8`. */
export const changeCell = ([low, high]: Range): string =>
  [low, high].map((end) => signed(100 * (end - 1), [low, high])).join("..");

const signed = (percent: number, range: Range): string =>
  `${percent < 0 ? "-" : "+"}${percentText(Math.abs(percent), range)}`;

const isMultiple = (ratio: number): boolean => ratio >= MULTIPLE || ratio <= 1 / MULTIPLE;

const percentText = (percent: number, [low, high]: Range): string => percent.toFixed(digitsFor(100 * (high - low)));

/** Two digits of a width; of none at all, four decimals. */
function digitsFor(width: number): number {
  if (!(width > 0)) return 4;
  return Math.min(6, Math.max(0, 1 - Math.floor(Math.log10(width))));
}
