/** Series on one grid, NaN where one has no value: what is looked at together for changes of level. */
export type Series = readonly Float64Array[];

/** A step that is smaller than this share of a series' range is none. */
const LEAST_STEP = 0.01;
/** How much better a fit one more change must make it, in units of the noise's variance times log n: what noise alone hardly reaches. */
const PENALTY = 4;

/**
 * The best division of the series into pieces of constant level, each at least `least` cells long: the first cells of the
 * pieces. Least squares over all series, each in units of its own noise, plus a penalty for each piece; the exact optimum
 * by dynamic programming, candidates that can no longer win left out (PELT: Killick, Fearnhead and Eckley 2012).
 */
export function changepoints(series: Series, least: number): readonly number[] {
  const n = series[0]?.length ?? 0;
  const cost = costOf(series);
  const penalty = PENALTY * series.length * Math.log(Math.max(n, 2));
  const best = new Float64Array(n + 1).fill(Number.POSITIVE_INFINITY);
  const before = new Int32Array(n + 1);
  best[0] = -penalty;
  let candidates: number[] = [0];
  for (let end = least; end <= n; end++) {
    const totals = candidates.map((start) => (best[start] ?? 0) + cost(start, end));
    for (const [i, start] of candidates.entries()) {
      const total = (totals[i] ?? 0) + penalty;
      if (total >= (best[end] ?? 0)) continue;
      best[end] = total;
      before[end] = start;
    }
    candidates = candidates.filter((_, i) => (totals[i] ?? 0) <= (best[end] ?? 0));
    const opened = end - least + 1;
    if (Number.isFinite(best[opened])) candidates.push(opened);
  }
  return trackBack(before, n, least);
}

function trackBack(before: Int32Array, n: number, least: number): readonly number[] {
  if (n < least) return n === 0 ? [] : [0];
  const starts: number[] = [];
  for (let end = n; end > 0; end = before[end] ?? 0) starts.unshift(before[end] ?? 0);
  return starts;
}

/** The squared distance of the cells `start` to `end` (not included) from their mean, over all series, in units of their noise. */
function costOf(series: Series): (start: number, end: number) => number {
  const sums = series.map((values) => {
    const scale = 1 / noiseOf(values);
    const centre = values.find((value) => !Number.isNaN(value)) ?? 0;
    const [count, sum, squares] = [0, 1, 2].map(() => new Float64Array(values.length + 1)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    for (const [i, value] of values.entries()) {
      const present = !Number.isNaN(value);
      const scaled = present ? (value - centre) * scale : 0;
      count[i + 1] = (count[i] ?? 0) + (present ? 1 : 0);
      sum[i + 1] = (sum[i] ?? 0) + scaled;
      squares[i + 1] = (squares[i] ?? 0) + scaled * scaled;
    }
    return { count, sum, squares };
  });
  const over = (running: Float64Array, start: number, end: number) => (running[end] ?? 0) - (running[start] ?? 0);
  return (start, end) => {
    let total = 0;
    for (const { count, sum, squares } of sums) {
      const n = over(count, start, end);
      if (n > 0) total += over(squares, start, end) - over(sum, start, end) ** 2 / n;
    }
    return total;
  };
}

/** The noise of a series: from the median step between neighbours, which changes of level hardly move; never so little that a step worth nothing counts. */
export function noiseOf(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  const steps = present.subarray(1).map((value, i) => Math.abs(value - (present[i] ?? value)));
  const median = steps.sort()[steps.length >> 1] ?? 0;
  return Math.max((1.4826 * median) / Math.SQRT2, LEAST_STEP * rangeOf(values), Number.MIN_VALUE * 2 ** 60);
}

/** The distance of the largest value from the smallest. */
export function rangeOf(values: Float64Array): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high > low ? high - low : 0;
}
