import type { Buckets, Course } from "./trace.js";

/** A course in zoom levels: the finest first, each next of half as many buckets. Points have no level. */
export interface Zoomable {
  readonly course: Course;
  readonly levels: readonly Buckets[];
}

/** A stretch of time in so many columns, each about a pixel wide. */
export interface Stretch {
  readonly fromS: number;
  readonly toS: number;
  readonly columns: number;
}

/** A number; null where a gap breaks the line; undefined where there was just no sample. */
export type Cell = number | null | undefined;

/** One rail in the columns of a stretch. */
export interface Line {
  readonly min: Cell[];
  readonly max: Cell[];
  readonly mean: Cell[];
}

/** All rails over the same instants. */
export interface View {
  readonly x: readonly number[];
  readonly lines: readonly Line[];
}

/** Two buckets as one, all the way up: no level loses a peak. */
export function zoomable(course: Course): Zoomable {
  if (course.shape.kind === "points") return { course, levels: [] };
  const levels: Buckets[] = [course.shape];
  for (let level = course.shape as Buckets; level.min.length > 64; ) {
    level = coarser(level);
    levels.push(level);
  }
  return { course, levels };
}

/** The same in buckets of twice the width. */
export function coarser({ firstS, widthS, ...finer }: Buckets): Buckets {
  const length = Math.ceil(finer.min.length / 2);
  const [min, max, mean, weight] = [0, 0, 0, 0].map(() => new Float32Array(length).fill(Number.NaN)) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let k = 0; k < length; k++) {
    const one = new Summary();
    for (const part of [2 * k, 2 * k + 1]) if (part < finer.min.length) one.add(finer, part);
    [min[k], max[k], mean[k], weight[k]] = one.values();
  }
  return { firstS, widthS: 2 * widthS, min, max, mean, weight };
}

/** Smallest, largest and weighted mean of buckets. */
class Summary {
  #min = Number.NaN;
  #max = Number.NaN;
  #sum = 0;
  #weight = 0;

  add({ min, max, mean, weight }: Pick<Buckets, "min" | "max" | "mean" | "weight">, k: number): void {
    const w = weight[k] ?? 0;
    if (!(w > 0)) return;
    this.#min = this.#weight > 0 ? Math.min(this.#min, min[k] ?? Number.NaN) : (min[k] ?? Number.NaN);
    this.#max = this.#weight > 0 ? Math.max(this.#max, max[k] ?? Number.NaN) : (max[k] ?? Number.NaN);
    this.#sum += w * (mean[k] ?? Number.NaN);
    this.#weight += w;
  }

  get empty(): boolean {
    return this.#weight === 0;
  }

  values(): readonly [min: number, max: number, mean: number, weight: number] {
    return [this.#min, this.#max, this.#weight > 0 ? this.#sum / this.#weight : Number.NaN, this.#weight];
  }
}

/** What a rail shows at an instant, of samples from `first` to `last`; null where a gap breaks its line. */
interface Placed {
  readonly x: number;
  readonly first: number;
  readonly last: number;
  readonly values: ReturnType<Summary["values"]> | null;
}

/** The rails in a stretch: of each column all its samples together, and the nearest ones on either side of the stretch. */
export function viewOf(rails: readonly Zoomable[], stretch: Stretch): View {
  const placed = rails.map((rail) => broken(columnsOf(rail, stretch), rail.course.gaps));
  const x = [...new Set(placed.flatMap((cells) => cells.map((cell) => cell.x)))].sort((a, b) => a - b);
  const index = new Map(x.map((at, k) => [at, k]));
  return { x, lines: placed.map((cells) => lineOf(cells, index)) };
}

function columnsOf({ course, levels }: Zoomable, stretch: Stretch): readonly Placed[] {
  const { fromS, toS, columns } = stretch;
  const wide = (toS - fromS) / columns;
  if (course.shape.kind === "points") {
    const { at, watts } = course.shape;
    const series = { at: (k: number) => at[k] ?? Number.NaN, length: at.length };
    const weight = new Float32Array(watts.length).fill(1);
    return gathered(series, { min: watts, max: watts, mean: watts, weight }, stretch);
  }
  const level = levels.findLast(({ widthS }) => widthS <= wide) ?? course.shape;
  const series = { at: (k: number) => level.firstS + (k + 0.5) * level.widthS, length: level.min.length };
  return gathered(series, level, stretch);
}

interface Series {
  readonly at: (k: number) => number;
  readonly length: number;
}

function gathered(series: Series, of: Pick<Buckets, "min" | "max" | "mean" | "weight">, stretch: Stretch): Placed[] {
  const { fromS, toS, columns } = stretch;
  const wide = (toS - fromS) / columns;
  const [lo, hi] = [firstFrom(series, fromS), firstFrom(series, toS)];
  const cells: Placed[] = [];
  let [summary, column, begun] = [new Summary(), -1, lo];
  const close = (end: number) => {
    if (summary.empty) return;
    const [first, last] = [series.at(begun), series.at(end - 1)];
    cells.push({ x: fromS + (column + 0.5) * wide, first, last, values: summary.values() });
  };
  for (let k = lo; k < hi; k++) {
    const own = Math.min(columns - 1, Math.floor((series.at(k) - fromS) / wide));
    if (own !== column) {
      close(k);
      [summary, column, begun] = [new Summary(), own, k];
    }
    summary.add(of, k);
  }
  close(hi);
  return [...beside(series, of, [lo - 1, -1]), ...cells, ...beside(series, of, [hi, 1])];
}

/** The nearest one with a value, from `k` on in steps. */
function beside(series: Series, of: Parameters<Summary["add"]>[0], [from, step]: readonly [number, number]): Placed[] {
  for (let k = from; k >= 0 && k < series.length; k += step) {
    const summary = new Summary();
    summary.add(of, k);
    const x = series.at(k);
    if (!summary.empty) return [{ x, first: x, last: x, values: summary.values() }];
  }
  return [];
}

/** Index of the first one at or after an instant. */
function firstFrom({ at, length }: Series, instant: number): number {
  let [lo, hi] = [0, length];
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if (at(middle) < instant) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}

/** The cells with a break between two that a gap lies between. */
function broken(cells: readonly Placed[], gaps: Float64Array): readonly Placed[] {
  const all: Placed[] = [];
  let gap = 0;
  for (const cell of cells) {
    const before = all.at(-1);
    if (before !== undefined) {
      while (gap < gaps.length && (gaps[gap + 1] ?? 0) <= before.last) gap += 2;
      const [first, last] = [before.last, cell.first];
      if (gap < gaps.length && (gaps[gap] ?? 0) < cell.first)
        all.push({ x: (before.x + cell.x) / 2, first, last, values: null });
    }
    all.push(cell);
  }
  return all;
}

/**
 * Numbers where there are some, and nothing at the instants of other rails; null all the way from the last one before a gap
 * to the first one behind it, for a line is drawn through what is left out.
 */
function lineOf(cells: readonly Placed[], index: ReadonlyMap<number, number>): Line {
  const [min, max, mean] = [0, 0, 0].map(() => new Array<Cell>(index.size)) as [Cell[], Cell[], Cell[]];
  let before = -1;
  let gap = false;
  for (const { x, values } of cells) {
    const k = index.get(x) ?? 0;
    [min[k], max[k], mean[k]] = values ?? [null, null, null];
    if (values === null) {
      gap = true;
      continue;
    }
    if (gap) for (const of of [min, max, mean]) of.fill(null, before + 1, k);
    [before, gap] = [k, false];
  }
  return { min, max, mean };
}
