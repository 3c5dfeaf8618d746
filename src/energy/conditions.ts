import type { Samples } from "../core/batch.js";
import type { Condition } from "../core/condition.js";
import type { Span } from "./span.js";

/** What the samples of one condition in one window were: mean (null for a state, and without a sample), smallest, largest. */
export interface ConditionValues {
  readonly condition: Condition;
  readonly mean: number | null;
  readonly min: number | null;
  readonly max: number | null;
  readonly samples: number;
}

const meanless: ReadonlySet<Condition["quantity"]> = new Set(["state", "time"]);

interface Sum {
  total: number;
  min: number;
  max: number;
  count: number;
}

/** Whose conditions, and where. */
export interface ConditionsRequest {
  readonly conditions: readonly Condition[];
  /** Index of the column of the first one. */
  readonly first: number;
  readonly spans: readonly Span[];
}

/** Means of the samples of conditions in every window, taken on the way of the samples to those who need the power. */
export class Conditions {
  readonly #request: ConditionsRequest;
  /** By window, then by condition. */
  readonly #sums: readonly (readonly Sum[])[];

  constructor(request: ConditionsRequest) {
    this.#request = request;
    const empty = () => ({ total: 0, min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY, count: 0 });
    this.#sums = request.spans.map(() => request.conditions.map(empty));
  }

  /** The samples as they came. */
  *watch(samples: Iterable<Samples>): Generator<Samples> {
    for (const chunk of samples) {
      this.#take(chunk);
      yield chunk;
    }
  }

  /** By window, in the order of the request. */
  values(): readonly (readonly ConditionValues[])[] {
    return this.#sums.map((sums) => this.#request.conditions.map((condition, k) => valuesOf(condition, sums[k])));
  }

  #take({ at, length, columns }: Samples): void {
    const { conditions, first, spans } = this.#request;
    for (const [window, { from, to }] of spans.entries()) {
      const [lo, hi] = [firstFrom(at, length, from), firstFrom(at, length, to)];
      for (let k = 0; k < conditions.length && hi > lo; k++) {
        const sum = this.#sums[window]?.[k];
        const values = columns[first + k];
        if (sum !== undefined && values !== undefined) add(sum, values.subarray(lo, hi));
      }
    }
  }
}

function add(sum: Sum, values: Float64Array): void {
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    sum.total += value;
    sum.count++;
    if (value < sum.min) sum.min = value;
    if (value > sum.max) sum.max = value;
  }
}

function valuesOf(condition: Condition, sum: Sum | undefined): ConditionValues {
  if (sum === undefined || sum.count === 0) return { condition, mean: null, min: null, max: null, samples: 0 };
  // a mean of states is no state, and one of the time on a clock is none either
  const mean = meanless.has(condition.quantity) ? null : sum.total / sum.count;
  return { condition, mean, min: sum.min, max: sum.max, samples: sum.count };
}

/** Index of the first of `length` increasing instants that is not before `instant`. */
function firstFrom(at: Float64Array, length: number, instant: number): number {
  let lo = 0;
  let hi = length;
  while (lo < hi) {
    const middle = (lo + hi) >>> 1;
    if ((at[middle] ?? Number.NaN) >= instant) hi = middle;
    else lo = middle + 1;
  }
  return lo;
}
