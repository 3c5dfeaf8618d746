/** The one place where a curve of correlations is highest. */
export interface Peak {
  /** Between indices: the top of the parabola through the highest value and its neighbours. */
  readonly index: number;
  readonly height: number;
  /** The height of the next peak; undefined when there is none. */
  readonly second: number | undefined;
}

/** A dip this deep parts two peaks; a shallower one is noise on a flank. */
const DIP = 0.05;
/** A correlation scatters by (1 - r^2) / root n; a maximum over many lags that is no more than this many above the ends is chance. */
const SIGMAS = 8;
const LEAST_RISE = 1e-6;
/** Two traces of one load, one of them through a regulator, correlate far better. */
const ALIKE = 0.5;
/** The next peak must be lower than this share of the highest. */
const UNIQUE = 0.9;

/** The peak of a curve of correlations of `pairs` pairs each, or why there is none to trust. */
export function peakOf(r: Float64Array, pairs: number): Peak | string {
  const top = r.reduce((best, value, i) => (value > (r[best] ?? Number.NaN) || Number.isNaN(r[best]) ? i : best), 0);
  const height = r[top] ?? Number.NaN;
  if (Number.isNaN(height)) return "one of them does not change, or they share too few samples";
  if (height < ALIKE) return `they do not look alike: the best correlation is ${height.toFixed(2)}`;
  const second = secondPeak(r, top);
  if (second !== undefined && second > UNIQUE * height)
    return `several lags fit: the best correlation is ${height.toFixed(3)}, the next ${second.toFixed(3)}`;
  const ends = Math.max(firstNumber(r), firstNumber(r.toReversed()));
  const chance = Math.max(LEAST_RISE, (SIGMAS * (1 - height ** 2)) / Math.sqrt(pairs));
  if (top < 1 || top > r.length - 2) return "the best lag lies at the end of the range of lags";
  if (height - ends < chance) return "every lag fits as well: the load has no step to align by";
  return { index: parabola(r, top), height, second };
}

const firstNumber = (values: Float64Array): number => values.find((value) => !Number.isNaN(value)) ?? Number.NaN;

/** The highest value on the far side of a dip. */
function secondPeak(r: Float64Array, top: number): number | undefined {
  const beyond = [r.subarray(top + 1), r.slice(0, top).reverse()].flatMap((flank) => {
    let lowest = r[top] ?? Number.NaN;
    return [...flank].filter((value) => {
      lowest = Math.min(lowest, Number.isNaN(value) ? lowest : value);
      return value - lowest > DIP;
    });
  });
  return beyond.length === 0 ? undefined : Math.max(...beyond);
}

/** The place of the top of the parabola through a value and its neighbours. */
export function parabola(r: Float64Array, top: number): number {
  const [left, middle, right] = [r[top - 1] ?? Number.NaN, r[top] ?? Number.NaN, r[top + 1] ?? Number.NaN];
  const bend = left - 2 * middle + right;
  return bend < 0 ? top + (left - right) / (2 * bend) : top;
}
