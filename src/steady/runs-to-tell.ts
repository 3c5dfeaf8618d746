import { t975 } from "./student.js";

/** The quantile that gives four chances in five of seeing what is there. */
const Z80 = 0.8416;
/** More runs than anybody makes. */
const MOST = 10_000;

/** How two sides scatter, and what is to be told apart. */
export interface ToTell {
  /** Variance of the difference of one run a side. */
  readonly variance: number;
  readonly difference: number;
  /** Standard uncertainty of the difference that no number of runs makes smaller. */
  readonly stays: number;
  /** Degrees of freedom that n runs a side give. */
  readonly dof: (n: number) => number;
}

/**
 * Runs a side with which a real difference of this size would be seen four times out of five (measurement.md 5.2 with
 * the power of the test); undefined where no number does, or none that anybody makes.
 */
export function runsToTell({ variance, difference, stays, dof }: ToTell): number | undefined {
  const enough = (n: number) =>
    (t975(dof(n)) + Z80) * Math.hypot(Math.sqrt(variance / n), stays) <= Math.abs(difference);
  if (!enough(MOST)) return undefined;
  let [low, high] = [1, 2];
  while (!enough(high)) [low, high] = [high, Math.min(MOST, 2 * high)];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
