/** A running sum that keeps the digits a plain one loses (Neumaier's form of Kahan's sum). */
export class ExactSum {
  #sum = 0;
  #lost = 0;

  add(term: number): void {
    const next = this.#sum + term;
    this.#lost += Math.abs(this.#sum) >= Math.abs(term) ? this.#sum - next + term : term - next + this.#sum;
    this.#sum = next;
  }

  get value(): number {
    return this.#sum + this.#lost;
  }
}

/** The 97.5 % quantile of Student's t for 1, 2, ... 30 degrees of freedom (GUM table G.2, to more digits). */
const quantiles = [
  12.706205, 4.302653, 3.182446, 2.776445, 2.570582, 2.446912, 2.364624, 2.306004, 2.262157, 2.228139, 2.200985,
  2.178813, 2.160369, 2.144787, 2.13145, 2.119905, 2.109816, 2.100922, 2.093024, 2.085963, 2.079614, 2.073873, 2.068658,
  2.063899, 2.059539, 2.055529, 2.051831, 2.048407, 2.04523, 2.042272,
] as const;

/**
 * The factor k of U95 = k u: 2 above 30 degrees of freedom, Student's t below (measurement.md 2.3). Between whole
 * numbers the table is interpolated in 1/dof, as GUM G.4.2 allows: never below the true quantile, and within 1 % of it
 * from 4 up. A table because a program that starts in 0.1 s cannot load half a megabyte of special functions for it.
 */
export function student95(dof: number): number {
  if (dof > 30) return 2;
  const clamped = Math.max(dof, 1);
  const below = Math.floor(clamped);
  const low = quantiles[below - 1] ?? 2;
  const high = quantiles[below] ?? low;
  const share = (1 / below - 1 / clamped) / (1 / below - 1 / (below + 1));
  return low + share * (high - low);
}

/** Mean and standard deviation of a few numbers; sd is 0 of one, and both are NaN of none. */
export function meanAndSd(values: ArrayLike<number>): { readonly mean: number; readonly sd: number } {
  const n = values.length;
  const total = new ExactSum();
  for (let i = 0; i < n; i++) total.add(values[i] ?? Number.NaN);
  const mean = total.value / n;
  const squares = new ExactSum();
  for (let i = 0; i < n; i++) squares.add(((values[i] ?? Number.NaN) - mean) ** 2);
  return { mean, sd: n === 0 ? Number.NaN : Math.sqrt(squares.value / Math.max(1, n - 1)) };
}

/** The uncertainty of a mean from its samples themselves, over `m` blocks. */
export interface NoiseOfMean {
  readonly u: number;
  readonly dof: number;
  /**
   * Difference of neighbouring block means over root of 2 m (m - 1): their squares add to u squared. Signed, so that
   * the noise of rails sampled together keeps its covariance.
   */
  readonly deviations: Float64Array;
}

const SLOTS = 64;
const BLOCKS = 20;

/**
 * The noise of a mean in the presence of autocorrelation, by batch means, in one pass and constant memory
 * (measurement.md 5.3): up to 64 blocks of equal size; when all are full neighbours are merged and blocks get twice
 * as long. Read out as about 20 blocks (16 to 24), at which AR(1) of .9 and 2000 samples is covered as it should be.
 */
export class BatchMeans {
  readonly #sums = new Float64Array(SLOTS);
  #size = 1;
  #full = 0;
  #sum = 0;
  #count = 0;

  /** Samples that still fit in the block being filled: the most that one call of `addMany` may bring. */
  get room(): number {
    return this.#size - this.#count;
  }

  add(value: number): void {
    this.addMany(value, 1);
  }

  /** `count` samples, at most `room`, by their sum. */
  addMany(sum: number, count: number): void {
    this.#sum += sum;
    this.#count += count;
    if (this.#count >= this.#size) this.#close();
  }

  #close(): void {
    this.#sums[this.#full++] = this.#sum;
    this.#sum = 0;
    this.#count = 0;
    if (this.#full < SLOTS) return;
    for (let k = 0; k < SLOTS / 2; k++) this.#sums[k] = (this.#sums[2 * k] ?? 0) + (this.#sums[2 * k + 1] ?? 0);
    this.#full = SLOTS / 2;
    this.#size *= 2;
  }

  /** The means of the full blocks, oldest first: one a sample at first, then 32 to 63. */
  means(): Float64Array {
    return this.#sums.slice(0, this.#full).map((sum) => sum / this.#size);
  }

  /**
   * u of the mean and its degrees of freedom; undefined of fewer than two samples. The scatter of block means is taken
   * between neighbours (von Neumann's mean square successive difference, dof by its variance for normal blocks): what
   * changes slowly over the window is the load itself, which is integrated and not uncertain, and with the plain
   * scatter a clean ramp would pass for noise. What is left over after the last whole block counts as a part of one: a
   * step there must not go unseen.
   */
  noise(): NoiseOfMean | undefined {
    const group = Math.max(1, Math.round(this.#full / BLOCKS));
    const m = Math.floor(this.#full / group);
    if (m < 2) return undefined;
    const blocks = new Float64Array(m);
    for (let k = 0; k < m * group; k++) {
      const block = Math.floor(k / group);
      blocks[block] = (blocks[block] ?? 0) + (this.#sums[k] ?? 0) / (this.#size * group);
    }
    const tail = this.#tail(m * group, group);
    const pairs = m - 1 + (tail.share > 0 ? (1 + tail.share) / 2 : 0);
    const deviations = new Float64Array(tail.share > 0 ? m : m - 1);
    for (let k = 0; k < m - 1; k++) deviations[k] = (blocks[k + 1] ?? 0) - (blocks[k] ?? 0);
    if (tail.share > 0) deviations[m - 1] = (tail.mean - (blocks[m - 1] ?? 0)) * Math.sqrt(tail.share);
    for (let k = 0; k < deviations.length; k++) deviations[k] = (deviations[k] ?? 0) / Math.sqrt(2 * m * pairs);
    const dof = (2 * (m - 1) ** 2) / (3 * m - 4);
    return { u: Math.hypot(...deviations), dof, deviations };
  }

  /** The samples after the first `slots` of the full slots: their mean, and their number as a share of a block. */
  #tail(slots: number, group: number): { readonly mean: number; readonly share: number } {
    let sum = this.#sum;
    for (let k = slots; k < this.#full; k++) sum += this.#sums[k] ?? 0;
    const count = this.#count + (this.#full - slots) * this.#size;
    return { mean: count === 0 ? Number.NaN : sum / count, share: count / (this.#size * group) };
  }
}

/**
 * Standard uncertainty that a resolution step leaves in a mean beyond the noise already seen: none when noise of at
 * least half a step dithers it, else the step's whole rectangular width (measurement.md 2.2).
 */
export const resolutionOfMean = (step: number, scatter: number): number =>
  scatter >= 0.5 * step ? 0 : step / Math.sqrt(12);

/**
 * True when the KPSS test does not reject a constant level at 5 % (critical value .463, lag 4 (n/100)^.25;
 * measurement.md 5.1). False below 16 values: so few show nothing.
 */
export function isStationary(series: ArrayLike<number>): boolean {
  const n = series.length;
  if (n < 16) return false;
  const { mean, sd } = meanAndSd(series);
  if (sd <= Math.abs(mean) * 1e-12) return true;
  const residuals = Array.from(series, (value) => value - mean);
  const partial = { sum: 0, squares: 0 };
  for (const residual of residuals) {
    partial.sum += residual;
    partial.squares += partial.sum ** 2;
  }
  return partial.squares / n ** 2 / longRunVariance(residuals, Math.floor(4 * (n / 100) ** 0.25)) < 0.463;
}

/** Newey-West with Bartlett weights, of residuals around their mean. */
function longRunVariance(residuals: readonly number[], lags: number): number {
  const n = residuals.length;
  const at = (lag: number) =>
    residuals.reduce((total, residual, i) => total + residual * (residuals[i - lag] ?? 0), 0) / n;
  let variance = at(0);
  for (let lag = 1; lag <= lags; lag++) variance += 2 * (1 - lag / (lags + 1)) * at(lag);
  return variance;
}
