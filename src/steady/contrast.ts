import type { Quantity } from "../core/quantity.js";
import { meanAndSd } from "../core/stats.js";
import { twoSidedP, twoSidedQuantile } from "../core/student-t.js";
import { effectiveDof, quantity, scale, standardUncertainty, subtract } from "../core/uncertainty.js";

/** What is tested at 5 %, and left out of a 95 % interval. */
export const LEVEL = 0.05;

/**
 * Two means that are held against each other: `at(r)` is the second less `r` times the first, with everything that acts
 * on it, so that what both share has cancelled as far as it does.
 */
export interface Contrast {
  readonly first: number;
  readonly second: number;
  at(ratio: number): Quantity;
}

/**
 * Two means of independent runs, each with a source of its own for the scatter of its runs: with nothing else acting,
 * their test is Welch's (degrees of freedom by Welch and Satterthwaite).
 */
export const unpaired = (first: Quantity, second: Quantity): Contrast => ({
  first: first.value,
  second: second.value,
  at: (ratio) => subtract(second, scale(first, ratio)),
});

/** Runs in blocks of two, and what is not in the scatter of the blocks. */
export interface Blocks {
  /** The value of each block's run of the first kind, and of the second, block by block. */
  readonly first: readonly number[];
  readonly second: readonly number[];
  /** Both means with what acts on all runs alike. */
  readonly shared: readonly [first: Quantity, second: Quantity];
}

/** Id of the error that the scatter of the blocks shows. */
export const BLOCKS = "blocks";

/**
 * Runs that stand in blocks of two: the difference is taken block by block, so that what changes slowly from block to
 * block is in both and cancels. Student's t on one less than the blocks (paired t).
 */
export function paired({ first, second, shared: [a, b] }: Blocks): Contrast {
  const m = first.length;
  return {
    first: a.value,
    second: b.value,
    at(ratio) {
      const { sd } = meanAndSd(first.map((value, k) => (second[k] ?? Number.NaN) - ratio * value));
      const { value, sources, dof, shapes } = subtract(b, scale(a, ratio));
      return quantity(value, [...sources, [BLOCKS, sd / Math.sqrt(m)]], { dof: [...dof, [BLOCKS, m - 1]], shapes });
    },
  };
}

/** What a contrast says. */
export interface Judged {
  /** The second less the first, its standard uncertainty, and the half-width of its 95 % interval. */
  readonly difference: { readonly value: number; readonly u: number; readonly U95: number };
  /** The ratios second/first that the test would not reject; undefined where they have no end. */
  readonly ratio95: readonly [low: number, high: number] | undefined;
  readonly t: number;
  readonly dof: number;
  /** Of a difference at least so large, where there is none. */
  readonly p: number;
}

/**
 * Student's t of the difference, and the interval of the ratio: Fieller's, the ratios r for which second - r first is
 * compatible with zero. It holds 1 exactly when the test finds no difference, and a gain that both share is not in it.
 */
export function judge(contrast: Contrast): Judged {
  const difference = contrast.at(1);
  const u = standardUncertainty(difference);
  const dof = effectiveDof(difference);
  const t =
    u === 0
      ? difference.value === 0
        ? 0
        : Math.sign(difference.value) * Number.POSITIVE_INFINITY
      : difference.value / u;
  const U95 = u === 0 ? 0 : twoSidedQuantile(LEVEL, dof) * u;
  return {
    difference: { value: difference.value, u, U95 },
    ratio95: ratioInterval(contrast),
    t,
    dof,
    p: twoSidedP(t, dof),
  };
}

/** Whether second - r first is compatible with zero. */
function isPossible(contrast: Contrast, ratio: number): boolean {
  const q = contrast.at(ratio);
  const u = standardUncertainty(q);
  if (u === 0) return q.value === 0;
  return twoSidedP(q.value / u, effectiveDof(q)) >= LEVEL;
}

/** Where the search for an end gives up: a first mean that may be zero bounds no ratio. */
const FARTHEST = 1e6;
const HALVINGS = 50;

function ratioInterval(contrast: Contrast): readonly [low: number, high: number] | undefined {
  const { first, second } = contrast;
  const estimate = second / first;
  if (!Number.isFinite(estimate)) return undefined;
  const step = Math.max(standardUncertainty(contrast.at(estimate)) / Math.abs(first), 1e-12 * Math.abs(estimate));
  const [low, high] = [-1, 1].map((way) => endOf(contrast, { estimate, step: way * step }));
  return low === undefined || high === undefined ? undefined : [low, high];
}

/** The last possible ratio on one side. */
function endOf(contrast: Contrast, { estimate, step }: { readonly estimate: number; readonly step: number }) {
  let [inside, reach] = [0, step];
  while (isPossible(contrast, estimate + reach)) {
    [inside, reach] = [reach, 2 * reach];
    if (Math.abs(reach) > FARTHEST * Math.max(1, Math.abs(estimate))) return undefined;
  }
  for (let k = 0; k < HALVINGS; k++) {
    const middle = (inside + reach) / 2;
    if (isPossible(contrast, estimate + middle)) inside = middle;
    else reach = middle;
  }
  return estimate + inside;
}
