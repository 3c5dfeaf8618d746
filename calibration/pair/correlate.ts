/** The correlation of a template with a series, for every place of the template between `from` and `to`. */
export interface Correlations {
  /** r at each place; NaN where fewer than half of the pairs have both values, or one of both does not change. */
  readonly r: Float64Array;
  /** The most pairs that stood behind a value. */
  readonly pairs: number;
}

/**
 * Pearson's r between a template and the series at each offset `from` to `to` (both included). The template stays the
 * same for every offset: with pairs that come and go a mere ramp would have a peak in the middle.
 */
export function correlations(
  template: Float64Array,
  series: Float64Array,
  { from, to }: { readonly from: number; readonly to: number },
): Correlations {
  const r = new Float64Array(to - from + 1).fill(Number.NaN);
  let pairs = 0;
  const centre = { x: meanOf(template), y: meanOf(series) };
  for (let offset = from; offset <= to; offset++) {
    const sums = sumsAt({ template, series, offset, centre });
    pairs = Math.max(pairs, sums.n);
    if (sums.n >= template.length / 2) r[offset - from] = pearson(sums);
  }
  return { r, pairs };
}

interface Sums {
  n: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

interface Place {
  readonly template: Float64Array;
  readonly series: Float64Array;
  readonly offset: number;
  /** Taken off first: sums of squares of large numbers lose their digits. */
  readonly centre: { readonly x: number; readonly y: number };
}

function sumsAt({ template, series, offset, centre }: Place): Sums {
  const sums: Sums = { n: 0, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (let i = Math.max(0, -offset); i < template.length && i + offset < series.length; i++) {
    const x = (template[i] ?? Number.NaN) - centre.x;
    const y = (series[i + offset] ?? Number.NaN) - centre.y;
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    sums.n++;
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.yy += y * y;
    sums.xy += x * y;
  }
  return sums;
}

/** Less of a variance is left than rounding makes. */
const ROUNDING = 1e-12;

function pearson({ n, x, y, xx, yy, xy }: Sums): number {
  const [varianceX, varianceY] = [xx - (x * x) / n, yy - (y * y) / n];
  if (varianceX <= ROUNDING * xx || varianceY <= ROUNDING * yy) return Number.NaN;
  return (xy - (x * y) / n) / Math.sqrt(varianceX * varianceY);
}

function meanOf(values: Float64Array): number {
  const present = values.filter((value) => !Number.isNaN(value));
  return present.length === 0 ? 0 : present.reduce((sum, value) => sum + value, 0) / present.length;
}
