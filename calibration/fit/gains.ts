import type { Matrix } from "./linear.js";
import type { Term, Terms } from "./models.js";

/** Relative standard uncertainties of the meters' own gains: one error for all points, which no number of them averages. */
export interface CommonGains {
  readonly input?: number;
  readonly current?: number;
  readonly voltage?: number;
}

/**
 * Adds the gains' share to the covariance of the terms, once, after the fit (measurement.md 1.4, 2.2). A gain error moves
 * the terms so: of the input, loss and output by the same factor; of current and voltage, the output that is taken off.
 */
export function withCommonGains(covariance: Matrix, names: readonly Term[], at: GainPoint): Matrix {
  const { terms, voltageV, gains } = at;
  const { a, b, c, k } = terms;
  const own = names.includes("k");
  // P_in g = (1 + k) g V I + ...; what exceeds V I goes to k where there is one, else to b.
  const input = own ? { a: 0, b: 0, c: 0, k: 1 + k } : { a, b: b + voltageV, c, k: 0 };
  const current = own ? { a: 0, b: 0, c: 0, k: -(1 + k) } : { a: 0, b: -(b + voltageV), c: -2 * c, k: 0 };
  const voltage = own ? current : { a: 0, b: -voltageV, c: 0, k: 0 };
  const shifts = [
    [input, gains.input ?? 0],
    [current, gains.current ?? 0],
    [voltage, gains.voltage ?? 0],
  ] as const;
  const shared = (row: Term, column: Term) => shifts.reduce((sum, [d, u]) => sum + u * u * d[row] * d[column], 0);
  return covariance.map((cells, i) => cells.map((value, j) => value + shared(names[i] ?? "a", names[j] ?? "a")));
}

/** Where the gains act: the fitted terms, and the voltage they were fitted at. */
export interface GainPoint {
  readonly terms: Terms;
  readonly voltageV: number;
  readonly gains: CommonGains;
}
