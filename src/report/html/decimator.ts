import { GapList } from "./gap-list.js";
import type { Course } from "./trace.js";

const NANOS = 1e9;

/** How much of a course is kept. */
export interface DecimatorOptions {
  /** Samples kept as they are, and buckets when there are more. */
  readonly most: number;
  /** Samples farther apart than this (ns) have a gap between them. */
  readonly silent: number;
  readonly mostGaps: number;
}

/**
 * The course of one rail in one pass and in memory that does not grow: every sample while they are few, then buckets whose
 * width doubles whenever they are full. No peak is lost, and no gap closed.
 */
export class Decimator {
  readonly #most: number;
  readonly #silent: number;
  readonly #gaps: GapList;
  /** Of samples as they are, while they are few: instants (ns), powers, and what they stand for. */
  readonly #at: Float64Array;
  readonly #watts: Float64Array;
  readonly #weights: Float64Array;
  #length = 0;
  #buckets: Grid | undefined;
  #samples = 0;
  #lastAt = Number.NaN;
  #broken = false;

  constructor({ most, silent, mostGaps }: DecimatorOptions) {
    this.#most = most;
    this.#silent = silent;
    this.#gaps = new GapList(mostGaps);
    this.#at = new Float64Array(most);
    this.#watts = new Float64Array(most);
    this.#weights = new Float64Array(most);
  }

  /** The first `length` samples of a chunk: instants increase, NaN is a gap. */
  addAll(at: Float64Array, watts: Float64Array, length: number): void {
    for (let i = 0; i < length; i++) {
      const instant = at[i] ?? Number.NaN;
      // most samples follow their neighbour into the same buckets: nothing else has to be asked of them
      const plain = !this.#broken && instant - this.#lastAt <= this.#silent;
      const taken = plain ? (this.#buckets?.addRun(at, watts, { from: i, to: length, silent: this.#silent }) ?? 0) : 0;
      if (taken === 0) this.add(instant, watts[i] ?? Number.NaN, 1);
      else {
        i += taken - 1;
        this.#samples += taken;
        this.#lastAt = at[i] ?? Number.NaN;
      }
    }
  }

  /** One value; `weight` is what its mean stands for. */
  add(at: number, watts: number, weight: number): void {
    // infinite is what no instrument shows: it would be the end of every axis
    if (!Number.isFinite(watts)) {
      this.#broken = true;
      return;
    }
    if (this.#broken || at - this.#lastAt > this.#silent) this.#gap(at);
    this.#lastAt = at;
    this.#samples++;
    if (this.#buckets !== undefined) this.#buckets.add(at, watts, weight);
    else if (this.#length < this.#most) this.#keep(at, watts, weight);
    else this.#toBuckets().add(at, watts, weight);
  }

  #gap(at: number): void {
    if (!Number.isNaN(this.#lastAt)) this.#gaps.add(this.#lastAt / NANOS, at / NANOS);
    this.#broken = false;
  }

  #keep(at: number, watts: number, weight: number): void {
    this.#at[this.#length] = at;
    this.#watts[this.#length] = watts;
    this.#weights[this.#length] = weight;
    this.#length++;
  }

  #toBuckets(): Grid {
    const first = this.#at[0] ?? 0;
    const span = (this.#at[this.#length - 1] ?? 0) - first;
    const grid = new Grid(first, Math.max(1, (2 * span) / this.#most), this.#most);
    for (let i = 0; i < this.#length; i++) grid.add(this.#at[i] ?? 0, this.#watts[i] ?? 0, this.#weights[i] ?? 0);
    this.#buckets = grid;
    return grid;
  }

  /** What there is so far. */
  course(): Course {
    const { gaps, count: gapCount } = this.#gaps;
    const seen = { samples: this.#samples, gaps: gaps(), gapCount };
    if (this.#buckets !== undefined) return { ...seen, shape: { kind: "buckets", ...this.#buckets.buckets() } };
    const at = this.#at.slice(0, this.#length).map((nanos) => nanos / NANOS);
    return { ...seen, shape: { kind: "points", at, watts: Float32Array.from(this.#watts.subarray(0, this.#length)) } };
  }
}

/** Which of a chunk's samples, and how far apart (ns) two may be without a gap. */
interface Run {
  readonly from: number;
  readonly to: number;
  readonly silent: number;
}

/** Buckets on a grid of time that grows by doubling its width. */
class Grid {
  readonly #first: number;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #weight: Float64Array;
  #width: number;

  constructor(first: number, width: number, most: number) {
    this.#first = first;
    this.#width = width;
    this.#min = new Float64Array(most).fill(Number.POSITIVE_INFINITY);
    this.#max = new Float64Array(most).fill(Number.NEGATIVE_INFINITY);
    this.#sum = new Float64Array(most);
    this.#weight = new Float64Array(most);
  }

  add(at: number, watts: number, weight: number): void {
    let k = Math.floor((at - this.#first) * (1 / this.#width));
    while (k >= this.#min.length) {
      this.#double();
      k = Math.floor((at - this.#first) * (1 / this.#width));
    }
    if (watts < (this.#min[k] ?? 0)) this.#min[k] = watts;
    if (watts > (this.#max[k] ?? 0)) this.#max[k] = watts;
    this.#sum[k] = (this.#sum[k] ?? 0) + watts * weight;
    this.#weight[k] = (this.#weight[k] ?? 0) + weight;
  }

  /** Samples as long as they have values, follow each other and fit; says how many. In few steps, for there are 10^8 of them. */
  addRun(at: Float64Array, watts: Float64Array, run: Run): number {
    let i = run.from;
    for (let taken = -1; i < run.to && taken !== 0; i += taken) {
      const instant = at[i] ?? Number.NaN;
      const k = Math.floor((instant - this.#first) * (1 / this.#width));
      const follows = i === run.from || instant - (at[i - 1] ?? Number.NaN) <= run.silent;
      taken = follows && k < this.#min.length ? this.#addTo(k, { at, watts }, { ...run, from: i }) : 0;
    }
    return i - run.from;
  }

  /** Those of a run that lie in bucket `k`, in which the first of them is; says how many. */
  #addTo(k: number, { at, watts }: { at: Float64Array; watts: Float64Array }, { from, to, silent }: Run): number {
    const end = this.#first + (k + 1) * this.#width;
    let [min, max, sum] = [this.#min[k] ?? 0, this.#max[k] ?? 0, 0];
    let instant = at[from] ?? Number.NaN;
    let i = from;
    do {
      const value = watts[i] ?? Number.NaN;
      if (!Number.isFinite(value)) break;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
      const last = instant;
      instant = at[++i] ?? Number.NaN;
      if (!(instant < end) || instant - last > silent) break;
    } while (i < to);
    this.#min[k] = min;
    this.#max[k] = max;
    this.#sum[k] = (this.#sum[k] ?? 0) + sum;
    this.#weight[k] = (this.#weight[k] ?? 0) + i - from;
    return i - from;
  }

  #double(): void {
    const half = this.#min.length / 2;
    this.#width *= 2;
    for (let k = 0; k < half; k++) {
      this.#min[k] = Math.min(this.#min[2 * k] ?? 0, this.#min[2 * k + 1] ?? 0);
      this.#max[k] = Math.max(this.#max[2 * k] ?? 0, this.#max[2 * k + 1] ?? 0);
      this.#sum[k] = (this.#sum[2 * k] ?? 0) + (this.#sum[2 * k + 1] ?? 0);
      this.#weight[k] = (this.#weight[2 * k] ?? 0) + (this.#weight[2 * k + 1] ?? 0);
    }
    this.#min.fill(Number.POSITIVE_INFINITY, half);
    this.#max.fill(Number.NEGATIVE_INFINITY, half);
    this.#sum.fill(0, half);
    this.#weight.fill(0, half);
  }

  buckets() {
    let used = this.#weight.length;
    while (used > 0 && !((this.#weight[used - 1] ?? 0) > 0)) used--;
    const filled = (values: Float64Array) =>
      Float32Array.from(values.subarray(0, used), (value, k) => ((this.#weight[k] ?? 0) > 0 ? value : Number.NaN));
    return {
      firstS: this.#first / NANOS,
      widthS: this.#width / NANOS,
      min: filled(this.#min),
      max: filled(this.#max),
      mean: filled(this.#sum.map((sum, k) => sum / (this.#weight[k] ?? 0))),
      weight: Float32Array.from(this.#weight.subarray(0, used)),
    };
  }
}
