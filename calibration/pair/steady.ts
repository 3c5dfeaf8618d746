import { meanAndSd, student95 } from "../../src/core/stats.js";
import { NANOS_PER_SECOND } from "../../src/core/units.js";

/** What a stretch of samples does over its length. */
export interface Trend {
  readonly mean: number;
  /** The change from its start to its end by the straight line through it, and the standard uncertainty of that. */
  readonly change: number;
  readonly uChange: number;
  /** Measurement.md 5.1: the interval of the slope holds 0, or the change is less than .5 % of the mean. False of too few samples. */
  readonly steady: boolean;
}

/** Blocks whose means stand for the samples: neighbouring samples are not independent. */
const BLOCKS = 20;
const FEWEST = 5;
const NEGLIGIBLE = 0.005;

/** The trend of samples, NaN left out: least squares through the means of at most 20 blocks of equal time. */
export function trendOf(at: Float64Array, values: Float64Array): Trend {
  const blocks = blockMeans(at, values);
  const n = blocks.length;
  const { mean } = meanAndSd(values.filter((value) => !Number.isNaN(value)));
  if (n < FEWEST) return { mean, change: Number.NaN, uChange: Number.NaN, steady: false };
  const [middleX, middleY] = [meanAndSd(blocks.map(({ x }) => x)).mean, meanAndSd(blocks.map(({ y }) => y)).mean];
  const xx = blocks.reduce((sum, { x }) => sum + (x - middleX) ** 2, 0);
  const change = blocks.reduce((sum, { x, y }) => sum + (x - middleX) * (y - middleY), 0) / xx;
  const left = blocks.reduce((sum, { x, y }) => sum + (y - middleY - change * (x - middleX)) ** 2, 0);
  const uChange = Math.sqrt(left / (n - 2) / xx);
  const size = Math.abs(change);
  return { mean, change, uChange, steady: size <= student95(n - 2) * uChange || size < NEGLIGIBLE * Math.abs(mean) };
}

/** Means over equal shares of the time, with the middle of their samples as a share of the whole. */
function blockMeans(at: Float64Array, values: Float64Array): readonly { readonly x: number; readonly y: number }[] {
  const first = at[0] ?? 0;
  const length = (at.at(-1) ?? 0) - first;
  const blocks = Array.from({ length: BLOCKS }, () => ({ n: 0, x: 0, y: 0 }));
  for (const [i, value] of values.entries()) {
    const x = length === 0 ? 0 : ((at[i] ?? 0) - first) / length;
    const block = blocks[Math.min(BLOCKS - 1, Math.floor(x * BLOCKS))];
    if (block === undefined || Number.isNaN(value)) continue;
    block.n++;
    block.x += x;
    block.y += value;
  }
  return blocks.filter(({ n }) => n > 0).map(({ n, x, y }) => ({ x: x / n, y: y / n }));
}

/** A trend in words: `0.8 % over 12 s`. */
export const trendText = ({ mean, change }: Trend, lengthNs: number): string =>
  `${((100 * Math.abs(change)) / Math.abs(mean)).toPrecision(2)} % over ${(lengthNs / NANOS_PER_SECOND).toPrecision(2)} s`;
